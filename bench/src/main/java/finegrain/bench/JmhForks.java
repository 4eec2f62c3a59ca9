package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.ForkReport;
import finegrain.bench.operation.LargePages;
import finegrain.bench.operation.Library;
import finegrain.bench.operation.OperationBenchmark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Forks by JMH, one at a time, so that libraries can take turns. */
final class JmhForks implements Forks {
  private static final TimeValue LONGEST_CALL = TimeValue.minutes(2);

  private final Schedule schedule;
  private final boolean debug;

  /**
   * What a fork does.
   *
   * @param warmup the least time of warm-up, in milliseconds
   * @param iterations of the measurement
   * @param milliseconds of each
   */
  record Schedule(int warmup, int iterations, int milliseconds) {
    static final Schedule FULL = new Schedule(1000, 10, 100);

    /** Rough. */
    static final Schedule QUICK = new Schedule(500, 3, 100);
  }

  JmhForks(Schedule schedule, boolean debug) {
    this.schedule = schedule;
    this.debug = debug;
  }

  @Override
  public ForkOutcome run(BenchmarkCase benchmark, Library library) {
    try {
      Path file = Files.createTempFile("finegrain-bench", ".properties");
      try {
        Collection<RunResult> results = new Runner(options(benchmark, library, file)).run();
        return outcome(benchmark, results, ForkReport.read(file));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RunnerException e) {
      return new ForkOutcome.Failed(e.getMessage());
    }
  }

  private Options options(BenchmarkCase benchmark, Library library, Path file) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\Q" + OperationBenchmark.class.getName() + ".\\E.*")
            .param("operation", benchmark.operation().id())
            .param("shape", benchmark.shape().toString())
            .param("library", library.id())
            .param("threads", Integer.toString(benchmark.threads()))
            .forks(1)
            .measurementIterations(schedule.iterations)
            .measurementTime(TimeValue.milliseconds(schedule.milliseconds))
            .jvmArgsAppend(
                Stream.concat(
                        Stream.of(
                            OperationBenchmark.VECTORS,
                            OperationBenchmark.CACHE_LINES,
                            OperationBenchmark.NATIVE_ACCESS,
                            OperationBenchmark.JMH_MAY_USE_UNSAFE,
                            "-D" + ForkReport.FILE + "=" + file,
                            "-D" + OperationBenchmark.WARM_UP + "=" + schedule.warmup),
                        benchmark.isa().options().stream())
                    .toArray(String[]::new))
            .jvmArgsPrepend(LargePages.options().toArray(String[]::new))
            .timeout(LONGEST_CALL)
            .verbosity(debug ? VerboseMode.EXTRA : VerboseMode.SILENT)
            .shouldFailOnError(false);
    return (debug ? options : options.addProfiler(QuietFork.class)).build();
  }

  private static ForkOutcome outcome(
      BenchmarkCase benchmark, Collection<RunResult> results, Optional<ForkReport> report) {
    return switch (report.orElse(new ForkReport.Wrong("its JVM died"))) {
      case ForkReport.Unavailable(String reason) -> new ForkOutcome.Unavailable(reason);
      case ForkReport.Wrong(String reason) -> new ForkOutcome.Failed(reason);
      case ForkReport.Measured measured -> measured(benchmark, results, measured);
    };
  }

  private static ForkOutcome measured(
      BenchmarkCase benchmark, Collection<RunResult> results, ForkReport.Measured measured) {
    if (!measured.isa().equals(benchmark.isa().id())) {
      return new ForkOutcome.Failed(
          "its JVM used %s and not %s".formatted(measured.isa(), benchmark.isa().id()));
    }
    if (results.size() != 1) {
      return new ForkOutcome.Failed("its JVM reported no times");
    }
    RunResult result = results.iterator().next();
    // JMH reports success if no JVM was forked, as on a module path.
    if (result.getParams().getForks() != 1 || result.getBenchmarkResults().size() != 1) {
      throw new IllegalStateException(benchmark + " did not run in a JVM of its own");
    }
    double[] nanoseconds =
        result.getBenchmarkResults().iterator().next().getIterationResults().stream()
            .map(IterationResult::getPrimaryResult)
            .mapToDouble(time -> time.getScore())
            .toArray();
    double[] rates =
        Arrays.stream(nanoseconds)
            .map(time -> benchmark.operation().work(benchmark.shape()) / time)
            .toArray();
    return ForkOutcome.Fork.of(
        measured.library(),
        rates,
        measured.peaksGflops(),
        measured.bytesPerCall(),
        measured.ratios());
  }
}
