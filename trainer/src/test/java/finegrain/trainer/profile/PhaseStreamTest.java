package finegrain.trainer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.event.Phase;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PhaseStreamTest {
  @Test
  void theThreeLargestPhases() {
    assertThat(PhaseStream.inWords(Map.of())).isEmpty();
    assertThat(PhaseStream.inWords(Map.of(Phase.GATHER, 0L))).isEmpty();
    Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    nanos.put(Phase.GATHER, 50L);
    nanos.put(Phase.FORWARD, 214L);
    nanos.put(Phase.UPDATE, 480L);
    nanos.put(Phase.OTHER, 80L);
    nanos.put(Phase.EVALUATION, 176L);
    assertThat(PhaseStream.inWords(nanos)).contains("update 48 % forward 21 % evaluation 18 %");
  }

  /** The recorder hands the epochs over once a second. */
  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void hearsOfEpochsWhileASweepIsTrained() throws InterruptedException {
    try (PhaseStream phases = PhaseStream.start()) {
      assertThat(phases.words()).isEmpty();
      while (phases.words().isEmpty()) {
        Recorded.sweep()
            .run(
                List.of(
                    new ModelSpec(Architectures.perceptron(20), 50, 0, Recorded.MAP, Target.FINE)),
                1,
                (model, seconds, _) -> {});
        Thread.sleep(Duration.ofMillis(10));
      }
      assertThat(phases.words().orElseThrow()).matches("\\w+ \\d+ % \\w+ \\d+ % \\w+ \\d+ %");
    }
  }
}
