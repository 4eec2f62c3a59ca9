package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final long MEBI = 1 << 20;
  private static final long PEAK = HandMade.PEAK_RSS_BYTES;

  @Test
  void tellsWhatEachThreadHasCost() {
    assertThat(HandMade.manifest().memory(PEAK - 6 * MEBI)).endsWith("and 3 for each of 2 threads");
  }

  @Test
  void aPeakBelowWhatWasThereCostsNothing() {
    assertThat(HandMade.manifest().memory(PEAK + MEBI / 4)).endsWith("and 0 for each of 2 threads");
  }
}
