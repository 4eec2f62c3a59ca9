package finegrain.bench.operation;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Peak;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * Any operation, on any shape that suits it: {@code -p operation=softmax -p shape=32x100}. It
 * checks the first result against the oracle. Beside the time it measures the peak of this process
 * and the bytes that a call allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// The rest of the warm-up is in open().
@Warmup(iterations = 1, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 5,
    jvmArgsAppend = {
      OperationBenchmark.VECTORS,
      OperationBenchmark.CACHE_LINES,
      OperationBenchmark.NATIVE_ACCESS,
      OperationBenchmark.JMH_MAY_USE_UNSAFE
    })
public class OperationBenchmark {
  /** The JVM's options that a fork needs. */
  public static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** As the launcher starts a run: arrays begin at a cache line, as oneDNN's operands do. */
  public static final String CACHE_LINES = "-XX:ObjectAlignmentInBytes=64";

  /** For the bindings of oneDNN and of JavaCPP. */
  public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  /** Without it the JVM prints a warning in each fork. */
  public static final String JMH_MAY_USE_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /** The system property with the least time of warm-up, in milliseconds. */
  public static final String WARM_UP = "finegrain.bench.warmup";

  private static final long WARM_UP_MILLISECONDS = 1000;
  private static final double PEAK_SECONDS = 0.05;
  private static final long COUNTING_NANOSECONDS = 50_000_000;
  private static final int COUNTINGS = 5;

  /** The id of an {@link Operation}. */
  @Param("matmul")
  public String operation;

  /** The text of a {@link Shape}, see {@link Shape#parse}. */
  @Param("32x100x784")
  public String shape;

  /** The name of a {@link Library}. */
  @Param("finegrain")
  public String library;

  /** The threads that a call may use. */
  @Param("1")
  public int threads;

  private Operands operands;
  private Library chosen;
  private Candidate candidate;
  private Runnable call;
  private final List<Double> peaks = new ArrayList<>();

  private BenchmarkCase benchmark() {
    return new BenchmarkCase(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void operation() {
    call();
  }

  /**
   * One call, as it is timed. It is not inlined, so that the code compiled in the warm-up is the
   * code that is measured.
   */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public final void call() {
    call.run();
  }

  /** Opens the library, calls it once, checks the result and calls until all is compiled. */
  @Setup(Level.Trial)
  public void open() {
    chosen =
        Library.named(library)
            .orElseThrow(() -> new IllegalArgumentException("there is no library " + library));
    operands = benchmark().operands();
    try {
      candidate = checked(chosen);
    } catch (UnavailableException e) {
      new ForkReport.Unavailable(e.getMessage()).send();
      throw e;
    }
    call = candidate.call();
    warmUp(this::call, threads > 1 && !chosen.referenceBits());
  }

  /** Opens a library, calls it once and checks the result. */
  private Candidate checked(Library one) {
    BenchmarkCase benchmark = benchmark();
    Candidate opened = one.open(benchmark, operands);
    opened.call().run();
    Optional<String> objection =
        Oracle.objection(benchmark, operands, opened.output().get(), one.referenceBits());
    if (objection.isPresent()) {
      String beside = one == chosen ? "" : one.id() + " beside it: ";
      new ForkReport.Wrong(beside + objection.get()).send();
      throw new IllegalStateException(beside + objection.get());
    }
    return opened;
  }

  private void warmUp(Runnable calls, boolean nativeThreads) {
    BenchmarkCase benchmark = benchmark();
    new WarmUp()
        .run(
            calls,
            benchmark.operation().work(benchmark.shape()),
            1_000_000 * warmUpMilliseconds(),
            nativeThreads);
  }

  private static long warmUpMilliseconds() {
    return Long.getLong(WARM_UP, WARM_UP_MILLISECONDS);
  }

  /**
   * Measures the peak before each measured iteration, because the machine's speed may change. It
   * does not do so before the warm-up: the compiler should see nothing but the operation first.
   */
  @Setup(Level.Iteration)
  public void measurePeak(IterationParams iteration) {
    if (iteration.getType() == IterationType.MEASUREMENT) {
      peaks.add(Peak.gflops(threads, PEAK_SECONDS).orElse(0));
    }
  }

  /**
   * Measures the peak after the last iteration, counts bytes, measures the project's own kernels in
   * turns with a rival, and reports all.
   */
  @TearDown(Level.Trial)
  public void report() {
    peaks.add(Peak.gflops(threads, PEAK_SECONDS).orElse(0));
    new ForkReport.Measured(
            candidate.library(), benchmark().isa().id(), peaks, bytesPerCall(), ratios())
        .send();
    candidate.close();
  }

  /**
   * The project's own rate divided by the measured one, in turns. Within one process, other
   * programs on the machine and the memory pages affect both alike. There are none with several
   * threads, because the threads of OpenMP stay awake after a call.
   */
  private List<Double> ratios() {
    if (threads > 1 || !chosen.sharesItsProcess() || !ForkReport.isAwaited()) {
      return List.of();
    }
    Candidate own;
    try {
      own = checked(Library.FINEGRAIN);
    } catch (UnavailableException e) {
      return List.of();
    }
    try {
      warmUp(own.call(), false);
      return new Turns(1_000_000 * warmUpMilliseconds() / 2, System::nanoTime)
          .ratios(own.call(), call);
    } finally {
      own.close();
    }
  }

  /** The least of several counts over all threads: the JVM's other work allocates too. */
  private double bytesPerCall() {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double least = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + COUNTING_NANOSECONDS;
    for (int counting = 0; counting < COUNTINGS; counting++) {
      int calls = 0;
      long before = allocated(memory);
      do {
        call();
        calls++;
      } while (calls < 1000 && System.nanoTime() < end);
      least = Math.min(least, (double) (allocated(memory) - before) / calls);
    }
    return least;
  }

  private long allocated(ThreadMXBean memory) {
    return threads == 1
        ? memory.getCurrentThreadAllocatedBytes()
        : memory.getTotalThreadAllocatedBytes();
  }
}
