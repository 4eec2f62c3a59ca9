package finegrain.trainer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Peak;
import finegrain.kernels.VectorBackend;
import finegrain.trainer.event.EpochEvent;
import finegrain.trainer.event.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels of a recorded sweep by the vector backend: their operations, time and rates. */
class KernelSummaryTest {
  @TempDir static Path folder;

  /** Whole cache lines: no column of a cohort is without a model. */
  private static final int[] WIDTHS = {160, 320, 480};

  /** So many that there are samples of the tiles, also when they are compiled already. */
  private static final int REPEATS = 40;

  private static Summary summary;

  @BeforeAll
  static void record() throws InterruptedException {
    assumeTrue(new VectorBackend().availability() instanceof Available, "vector cannot run here");
    Path file = folder.resolve("profile.jfr");
    var _ = Recorded.train(file, "vector", REPEATS, WIDTHS);
    summary = SummaryReader.read(file);
  }

  private static long ofOperation(Summary of, String operation) {
    return of.samples().kernels().stream()
        .filter(kernel -> kernel.operation().equals(operation))
        .mapToLong(Summary.KernelTime::flops)
        .sum();
  }

  private static long ofPhases(Summary of, Phase... phases) {
    return of.training().orElseThrow().phases().stream()
        .filter(each -> List.of(phases).contains(each.phase()))
        .mapToLong(Summary.PhaseTime::flops)
        .sum();
  }

  /** The trainer knows the operations from its models, the kernels from their matrices. */
  @Test
  void theKernelsDoWhatThePhasesAsk() {
    assertThat(ofOperation(summary, "dense"))
        .isPositive()
        .isEqualTo(ofPhases(summary, Phase.FORWARD, Phase.EVALUATION));
    assertThat(ofOperation(summary, "matmul"))
        .isPositive()
        .isEqualTo(ofPhases(summary, Phase.BACKWARD));
    assertThat(ofOperation(summary, "denseMomentumStep"))
        .isPositive()
        .isEqualTo(ofPhases(summary, Phase.UPDATE));
    assertThat(summary.samples().kernels().stream().mapToLong(Summary.KernelTime::flops).sum())
        .isEqualTo(summary.training().orElseThrow().flops());
  }

  /** Five hidden units of each model, filled up to a whole cache line of columns. */
  @Test
  void theColumnsOfNoModelAreAmongTheKernelsOperations() throws IOException, InterruptedException {
    Path file = folder.resolve("padded.jfr");
    var _ = Recorded.train(file, "vector", 1, 5);
    Summary padded = SummaryReader.read(file);
    assertThat(ofOperation(padded, "matmul"))
        .isPositive()
        .isEqualTo(ofPhases(padded, Phase.BACKWARD));
    long expected =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals(EpochEvent.NAME))
            .mapToLong(
                epoch ->
                    epoch.getLong("updateFlops")
                        / (5L * epoch.getInt("models"))
                        * epoch.getInt("columns"))
            .sum();
    assertThat(ofOperation(padded, "denseMomentumStep"))
        .isGreaterThan(ofPhases(padded, Phase.UPDATE))
        .isEqualTo(expected);
  }

  @Test
  void aRateNeedsOperationsAndSamples() {
    assertThat(summary.samples().kernels()).anyMatch(each -> each.gflopsOfThread().isPresent());
    for (Summary.KernelTime kernel : summary.samples().kernels()) {
      assertThat(kernel.gflopsOfThread().isPresent())
          .as(kernel.toString())
          .isEqualTo(kernel.flops() > 0 && kernel.samples() >= 10);
      assertThat(kernel.gflopsOfThread().orElse(1)).as(kernel.toString()).isPositive();
    }
  }

  /** Samples are asked for after each 10 ms; of processor time there is no more than of time. */
  @Test
  void theSecondsFitIntoTheTimeOfTheThreads() {
    double seconds =
        summary.samples().kernels().stream()
            .mapToDouble(kernel -> kernel.seconds().orElseThrow())
            .sum();
    assertThat(seconds)
        .isPositive()
        .isLessThan(1.1 * summary.training().orElseThrow().busySeconds());
    if (summary.samples().event().equals(Optional.of("jdk.CPUTimeSample"))) {
      for (Summary.KernelTime kernel : summary.samples().kernels()) {
        assertThat(kernel.seconds().orElseThrow()).isBetween(0.0099 * kernel.samples(), 60.0);
      }
    }
  }

  /**
   * Of an operation with all its methods: without {@code -XX:+DebugNonSafepoints} a sample may be
   * put down to another of them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"dense", "denseMomentumStep"})
  void theRateOfAnOperationIsBelowThePeak(String operation) {
    double seconds =
        summary.samples().kernels().stream()
            .filter(kernel -> kernel.operation().equals(operation))
            .mapToDouble(kernel -> kernel.seconds().orElseThrow())
            .sum();
    double peak = Peak.gflops(1, 0.03).orElseThrow();
    // The machine may have been slower or faster than while the peak is measured.
    assertThat(ofOperation(summary, operation) * 1e-9 / seconds).isBetween(peak / 1e4, 2 * peak);
  }

  @Test
  void aRateIsOfTheOperationsAndTheTimeOfTheSamples() {
    assertThat(kernel(10, 0.1, 15_000_000_000L).gflopsOfThread().orElseThrow())
        .isCloseTo(150, within(1e-9));
    assertThat(kernel(9, 0.09, 15_000_000_000L).gflopsOfThread()).isEmpty();
    assertThat(kernel(10, 0.1, 0).gflopsOfThread()).isEmpty();
    assertThat(new Summary.KernelTime("a.b", "c", 10, OptionalDouble.empty(), 1).gflopsOfThread())
        .isEmpty();
  }

  private static Summary.KernelTime kernel(int samples, double seconds, long flops) {
    return new Summary.KernelTime(
        "MicroKernels.byRow8x3From", "dense", samples, OptionalDouble.of(seconds), flops);
  }

  /** The summary, with kernels of our own. */
  private static Summary with(Summary.KernelTime... kernels) {
    Summary.Samples its = summary.samples();
    return new Summary(
        summary.file(),
        summary.seconds(),
        summary.java(),
        summary.training(),
        new Summary.Samples(
            Optional.of("jdk.CPUTimeSample"), 500, 7, 400, 3, List.of(kernels), its.hottest()),
        summary.locks(),
        summary.allocation(),
        summary.collections(),
        summary.compilers(),
        summary.deoptimisations());
  }

  @Test
  void theTextHasTheRates() {
    Summary.KernelTime loop =
        new Summary.KernelTime("VectorLoops.add", "columnSums", 96, OptionalDouble.of(0.96), 0);
    Summary.KernelTime rare =
        new Summary.KernelTime(
            "MicroKernels.byRow4x1From", "dense", 3, OptionalDouble.of(0.03), 1_000_000_000);
    // The peak of a thread is 100.
    assertThat(SummaryText.of(with(kernel(300, 3, 187_500_000_000L), loop, rare)))
        .contains(
            """
            Kernels, by 400 samples of threads that train (jdk.CPUTimeSample); 3 more have no stack trace
              seconds   % time   GFLOP/s  % peak  kernel                        operation
                 3.00     75.0      62.5    62.5  MicroKernels.byRow8x3From     dense
                 0.96     24.0                    VectorLoops.add               columnSums
                 0.03      0.8                    others, each below 1 %

            """);
  }

  @Test
  void theJsonHasTheSame() {
    JsonObject json =
        JsonParser.parseString(
                SummaryJson.of(
                    with(kernel(300, 3, 187_500_000_000L), kernel(3, 0.03, 1_000_000_000))))
            .getAsJsonObject()
            .getAsJsonObject("samples");
    assertThat(json.get("lost_of_training_threads").getAsInt()).isEqualTo(3);
    JsonObject first = json.getAsJsonArray("kernels").get(0).getAsJsonObject();
    assertThat(first.get("samples").getAsInt()).isEqualTo(300);
    assertThat(first.get("thread_seconds").getAsDouble()).isEqualTo(3);
    assertThat(first.get("flops").getAsLong()).isEqualTo(187_500_000_000L);
    assertThat(first.get("gflops_of_thread").getAsDouble()).isCloseTo(62.5, within(1e-9));
    assertThat(first.get("share_of_peak").getAsDouble()).isCloseTo(0.625, within(1e-9));
    assertThat(json.getAsJsonArray("kernels").get(1).getAsJsonObject().keySet())
        .containsExactly("method", "operation", "samples", "thread_seconds", "flops");
  }

  /** Samples of running threads do not say what time they stand for. */
  @Test
  void withoutSamplesOfProcessorTimeTheKernelsShareTheTimeOfTheThreads()
      throws IOException, InterruptedException {
    Path file = folder.resolve("running.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      recording.start();
      var _ = Recorded.train("vector", 10, WIDTHS);
      recording.stop();
      recording.dump(file);
    }
    Summary running = SummaryReader.read(file);
    assertThat(running.samples().event()).contains("jdk.ExecutionSample");
    assertThat(
            running.samples().kernels().stream()
                .mapToDouble(kernel -> kernel.seconds().orElseThrow())
                .sum())
        .isCloseTo(running.training().orElseThrow().busySeconds(), within(1e-9));
  }
}
