package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.VectorBackend;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Measures the operations by elements and by rows of the vector backend, called as its users do on
 * {@link Matrix#allocate}, and oneDNN's primitives, made once, on native memory aligned to 64
 * bytes. One thread; the two take turns; the best and the median of the rounds are printed, in 10^9
 * elements per second, and the bytes that a call of ours allocates. A JVM is one sample of what C2
 * does: run it several times. See native/README.md for the command.
 */
final class ElementSpeed {
  private static final int ROUNDS = 15;
  private static final long ROUND_NANOSECONDS = 15_000_000;
  private static final long WARM_UP_NANOSECONDS = 2_000_000_000L;

  /** Elements between two looks at the clock: about 10 us. */
  private static final int BATCH = 1 << 15;

  private static final int COUNTED = 1000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int[][] FLAT = {{1, 1 << 12}, {1, 1 << 20}};
  private static final int[][] ROWS = {
    {32, 8}, {1024, 8}, {32, 100}, {1024, 100}, {32, 1000}, {1024, 1000}
  };
  private static final int[][] CLASSES = {{8, 2}, {32, 2}, {256, 2}, {8, 10}, {32, 10}, {256, 10}};

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation("exp", FLAT, Optional.of(Algorithm.EXP), d -> d.kernels.exp(d.x, d.y)),
          new Operation(
              "relu",
              FLAT,
              Optional.of(Algorithm.RELU),
              d -> d.kernels.activate(Activation.RELU, d.x, d.y)),
          new Operation(
              "tanh",
              FLAT,
              Optional.of(Algorithm.TANH),
              d -> d.kernels.activate(Activation.TANH, d.x, d.y)),
          new Operation(
              "sigmoid", FLAT, Optional.of(Algorithm.LOGISTIC), d -> d.kernels.sigmoid(d.x, d.y)),
          new Operation("log", FLAT, Optional.empty(), d -> d.kernels.log(d.x, d.y)),
          new Operation(
              "softmax", ROWS, Optional.of(Algorithm.SOFTMAX), d -> d.kernels.softmax(d.x, d.y)),
          new Operation(
              "logSoftmax",
              ROWS,
              Optional.of(Algorithm.LOG_SOFTMAX),
              d -> d.kernels.logSoftmax(d.x, d.y)),
          new Operation(
              "crossEntropy",
              CLASSES,
              Optional.empty(),
              d -> d.kernels.crossEntropy(d.x, d.labels, d.losses)),
          new Operation(
              "crossEntropyGradient",
              CLASSES,
              Optional.empty(),
              d -> d.kernels.crossEntropyGradient(d.x, d.labels, 0.125f, d.losses, d.y)));

  private ElementSpeed() {}

  /** What is measured: ours, and oneDNN's where it has a primitive for it. */
  private record Operation(
      String name, int[][] shapes, Optional<Algorithm> algorithm, Call<Data> ours) {}

  private interface Call<T> {
    void run(T data);
  }

  private record Data(
      Kernels kernels, Matrix x, Matrix y, int[] labels, Matrix losses, Runnable primitive) {}

  /** Prints the table; the arguments are names of operations, all by default. */
  static void main(String[] arguments) throws IOException {
    OpenMp.useThreads(1);
    System.out.println("load " + Files.readString(Path.of("/proc/loadavg")).strip());
    System.out.printf(
        "%-20s %-12s %8s %8s %8s %8s %7s %6s%n",
        "operation", "shape", "ours", "best", "oneDNN", "best", "ratio", "bytes");
    List<String> names = List.of(arguments);
    for (Operation operation : OPERATIONS) {
      if (names.isEmpty() || names.contains(operation.name)) {
        for (int[] shape : operation.shapes) {
          measure(operation, shape[0], shape[1]);
        }
      }
    }
    System.out.println("load " + Files.readString(Path.of("/proc/loadavg")).strip());
  }

  private static void measure(Operation operation, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(1);
    Matrix x = Matrix.allocate(rows, columns);
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = random.nextInt(columns);
      for (int column = 0; column < columns; column++) {
        x.set(row, column, (float) random.nextDouble(-4, 4));
      }
    }
    Matrix y = Matrix.allocate(rows, columns);
    Matrix losses = Matrix.allocate(1, rows);
    try (Arena arena = Arena.ofConfined();
        Kernels kernels = new VectorBackend().open();
        Handle engine = Dnnl.engine();
        Handle stream = Dnnl.stream(engine);
        Handle description = Dnnl.matrix(rows, columns);
        Handle source = Dnnl.memory(description, engine, "the source");
        Handle destination = Dnnl.memory(description, engine, "the destination")) {
      long bytes = (long) rows * columns * Float.BYTES;
      MemorySegment from = arena.allocate(bytes, 64);
      MemorySegment.copy(
          MemorySegment.ofArray(x.array()), (long) x.offset() * Float.BYTES, from, 0, bytes);
      Dnnl.point(source, from, "the source");
      Dnnl.point(destination, arena.allocate(bytes, 64), "the destination");
      MemorySegment pair = arena.allocate(2 * Dnnl.EXEC_ARG_BYTES, Long.BYTES);
      pair.set(JAVA_INT, 0, Dnnl.ARG_SRC);
      pair.set(ADDRESS, Dnnl.EXEC_ARG_POINTER, source.pointer());
      pair.set(JAVA_INT, Dnnl.EXEC_ARG_BYTES, Dnnl.ARG_DST);
      pair.set(ADDRESS, Dnnl.EXEC_ARG_BYTES + Dnnl.EXEC_ARG_POINTER, destination.pointer());
      if (operation.algorithm.isEmpty()) {
        turns(operation, new Data(kernels, x, y, labels, losses, () -> {}));
        return;
      }
      Algorithm algorithm = operation.algorithm.get();
      boolean byRows = algorithm == Algorithm.SOFTMAX || algorithm == Algorithm.LOG_SOFTMAX;
      try (Handle primitive =
          byRows
              ? Dnnl.softmax(engine, algorithm, description, operation.name)
              : Dnnl.eltwise(engine, algorithm, description, operation.name)) {
        Runnable run = () -> Dnnl.execute(primitive, stream, 2, pair, "the primitive");
        turns(operation, new Data(kernels, x, y, labels, losses, run));
      }
    }
  }

  private static void turns(Operation operation, Data data) {
    int elements = data.x.rows() * data.x.columns();
    Runnable ours = () -> operation.ours.run(data);
    boolean both = operation.algorithm.isPresent();
    rate(ours, elements, WARM_UP_NANOSECONDS);
    rate(data.primitive, elements, both ? ROUND_NANOSECONDS : 0);
    // What the calls themselves allocate, boxed vectors for one, not the clock around them.
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < COUNTED; i++) {
      ours.run();
    }
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    double[] our = new double[ROUNDS];
    double[] other = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      our[round] = rate(ours, elements, ROUND_NANOSECONDS);
      other[round] = both ? rate(data.primitive, elements, ROUND_NANOSECONDS) : Double.NaN;
    }
    Arrays.sort(our);
    Arrays.sort(other);
    System.out.printf(
        Locale.ROOT,
        "%-20s %-12s %8.3f %8.3f %8.3f %8.3f %7.2f %6d%n",
        operation.name,
        data.x,
        our[ROUNDS / 2],
        our[ROUNDS - 1],
        other[ROUNDS / 2],
        other[ROUNDS - 1],
        our[ROUNDS / 2] / other[ROUNDS / 2],
        allocated / COUNTED);
  }

  /** In elements per nanosecond. */
  private static double rate(Runnable run, int elements, long nanoseconds) {
    int batch = Math.max(1, BATCH / elements);
    long begin = System.nanoTime();
    long end = begin;
    long calls = 0;
    while (end - begin < nanoseconds) {
      for (int i = 0; i < batch; i++) {
        run.run();
      }
      calls += batch;
      end = System.nanoTime();
    }
    return calls * (double) elements / (end - begin);
  }
}
