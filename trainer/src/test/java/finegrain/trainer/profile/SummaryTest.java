package finegrain.trainer.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.event.Phase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The summary of a recorded sweep, against what the sweep says of itself. */
class SummaryTest {
  @TempDir static Path folder;
  private static Path file;
  private static Sweep sweep;
  private static Summary summary;

  @BeforeAll
  static void record() throws InterruptedException {
    // A folder that is not there yet.
    file = folder.resolve("new/profile.jfr");
    sweep = Recorded.train(file);
    summary = SummaryReader.read(file);
  }

  private static Summary.Training training() {
    return summary.training().orElseThrow();
  }

  @Test
  void countsWhatWasTrained() {
    assertThat(training().backend()).contains("scalar (as asked)");
    assertThat(training().threads()).isEqualTo(Recorded.THREADS);
    assertThat(training().models()).isEqualTo(Recorded.MODELS);
    assertThat(training().finished()).isEqualTo(Recorded.MODELS);
    assertThat(training().flops()).isEqualTo(sweep.meter().flops());
    assertThat(training().steps()).isEqualTo(sweep.meter().steps());
    assertThat(training().peakOfThread()).hasValue(Recorded.PEAK / Recorded.THREADS);
  }

  @Test
  void theTimeOfTheThreadsIsThatOfTheirPhases() {
    assertThat(training().phases())
        .extracting(Summary.PhaseTime::phase)
        .containsExactly(Phase.values());
    double phases = training().phases().stream().mapToDouble(Summary.PhaseTime::seconds).sum();
    assertThat(phases).isPositive();
    assertThat(training().idleSeconds()).isNotNegative();
    assertThat(training().seconds()).isPositive().isLessThanOrEqualTo(summary.seconds());
    assertThat(training().threadSeconds())
        .isCloseTo(Recorded.THREADS * training().seconds(), within(1e-9));
    // Clocks differ a little.
    assertThat(phases + training().idleSeconds() + training().outsideSeconds())
        .isCloseTo(training().threadSeconds(), within(0.01 * training().threadSeconds()));
  }

  @Test
  void aRateIsOfTheOperationsAndTheTimeOfItsPhase() {
    for (Summary.PhaseTime phase : training().phases()) {
      assertThat(phase.gflopsOfThread().isPresent()).isEqualTo(phase.phase().hasFlops());
    }
    Summary.PhaseTime example = new Summary.PhaseTime(Phase.FORWARD, 2, 30_000_000_000L);
    assertThat(example.gflopsOfThread().orElseThrow()).isCloseTo(15, within(1e-9));
    assertThat(training().shareOfPeak(15)).hasValue(15 / 100.0);
  }

  @Test
  void samplesAreOfKernels() {
    assertThat(summary.samples().event()).isPresent();
    assertThat(summary.samples().count()).isPositive();
    assertThat(summary.samples().kernels())
        .anyMatch(kernel -> kernel.method().startsWith("ScalarKernels."))
        .extracting(Summary.KernelTime::operation)
        .contains("denseMomentumStep");
    assertThat(summary.samples().kernels().stream().mapToInt(Summary.KernelTime::samples).sum())
        .isEqualTo(summary.samples().trainingCount())
        .isLessThanOrEqualTo(summary.samples().count());
    assertThat(summary.samples().hottest()).isNotEmpty().hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void hasTheJvmsOwnWork() {
    assertThat(summary.compilers().known()).isTrue();
    assertThat(summary.compilers().seconds()).isPositive();
    assertThat(summary.allocation().bytes()).isPositive();
    assertThat(summary.allocation().trainingBytes())
        .isPositive()
        .isLessThanOrEqualTo(summary.allocation().bytes());
    assertThat(summary.java()).isPresent();
  }

  @Test
  void theTextNamesThePhases() {
    String text = SummaryText.of(summary);
    for (Phase phase : Phase.values()) {
      assertThat(text.lines()).anyMatch(line -> line.startsWith(phase.label() + " "));
    }
    assertThat(text)
        .startsWith("Profile: " + file + "\n")
        .contains("6 of 6 models finished", "on 2 threads", "whose peak is 100 GFLOP/s")
        .contains("\nidle ", "\noutside ", "\nall ")
        .contains("The hottest methods", "garbage collections: ", "deoptimisations: ");
    assertThat(text.lines()).allMatch(line -> line.equals(line.stripTrailing()));
  }

  @Test
  void theJsonHasTheSame() {
    JsonObject json = JsonParser.parseString(SummaryJson.of(summary)).getAsJsonObject();
    JsonObject training = json.getAsJsonObject("training");
    assertThat(training.get("flops").getAsLong()).isEqualTo(sweep.meter().flops());
    assertThat(training.get("threads").getAsInt()).isEqualTo(Recorded.THREADS);
    JsonArray phases = training.getAsJsonArray("phases");
    assertThat(phases).hasSize(Phase.values().length);
    for (int i = 0; i < phases.size(); i++) {
      JsonObject phase = phases.get(i).getAsJsonObject();
      Summary.PhaseTime same = training().phases().get(i);
      assertThat(phase.get("phase").getAsString()).isEqualTo(same.phase().label());
      assertThat(phase.get("thread_seconds").getAsDouble()).isEqualTo(same.seconds());
      assertThat(phase.has("share_of_peak")).isEqualTo(same.phase().hasFlops());
    }
    assertThat(json.getAsJsonObject("samples").get("samples").getAsInt())
        .isEqualTo(summary.samples().count());
    assertThat(json.getAsJsonObject("compilers").get("seconds").getAsDouble())
        .isEqualTo(summary.compilers().seconds());
    assertThat(json.getAsJsonObject("garbage_collections").get("count").getAsInt())
        .isEqualTo(summary.collections().count());
    assertThat(json.get("recording").getAsString()).isEqualTo(file.toString());
  }
}
