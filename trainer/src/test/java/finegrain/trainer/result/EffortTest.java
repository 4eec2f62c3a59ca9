package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.labels.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class EffortTest {
  /**
   * Four threads for ten seconds, then, after a stop, one for twenty: 60 thread-seconds. Each model
   * has 1,000,000,007 operations.
   */
  private static final Effort EFFORT =
      Effort.of(
          List.of(
              new Journal.Entry(HandMade.model(0, Target.COARSE, 0.5), 9, 4, 8, Optional.empty()),
              new Journal.Entry(HandMade.model(0, Target.FINE, 0.5), 9, 4, 10, Optional.empty()),
              new Journal.Entry(
                  HandMade.model(1, Target.COARSE, 0.5), 19, 1, 30, Optional.empty())));

  @Test
  void addsUpTheParts() {
    assertThat(EFFORT.flops()).isEqualTo(3_000_000_021L);
    assertThat(EFFORT.seconds()).isEqualTo(30);
    assertThat(EFFORT.threadSeconds()).isEqualTo(60);
    assertThat(EFFORT.gflops()).isCloseTo(0.1, Offset.offset(1e-8));
  }

  /**
   * 3 GFLOP of the 60 x 0.2 that one thread a second could do: whichever part measures the peak.
   */
  @Test
  void theShareOfThePeakCountsEachPartsThreads() {
    assertThat(EFFORT.shareOf(OptionalDouble.of(0.2), 1).getAsDouble())
        .isCloseTo(0.25, Offset.offset(1e-8));
    assertThat(EFFORT.shareOf(OptionalDouble.of(0.8), 4).getAsDouble())
        .isCloseTo(0.25, Offset.offset(1e-8));
    assertThat(EFFORT.shareOf(OptionalDouble.empty(), 4)).isEmpty();
  }

  /** 60 thread-seconds are 15 seconds of four threads: 3 GFLOP in them are 0.2 GFLOP/s. */
  @Test
  void thePeakIsNotBelowWhatWasReached() {
    assertThat(EFFORT.peak(OptionalDouble.of(0.15), 4).getAsDouble())
        .isCloseTo(0.2, Offset.offset(1e-8));
    assertThat(EFFORT.peak(OptionalDouble.of(0.3), 4)).hasValue(0.3);
    assertThat(EFFORT.peak(OptionalDouble.empty(), 4)).isEmpty();
  }
}
