package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void medians() {
    assertThat(Statistics.median(3, 1, 2)).isEqualTo(2);
    assertThat(Statistics.median(4, 1, 2, 3)).isEqualTo(2.5);
    assertThat(Statistics.median(7)).isEqualTo(7);
    assertThat(Statistics.median()).isNaN();
  }

  @Test
  void worstOverMedian() {
    assertThat(Statistics.worstOverMedian(100, 50, 110, 90, 105)).isEqualTo(0.5);
    assertThat(Statistics.worstOverMedian(5)).isEqualTo(1);
  }

  @Test
  void geometricMean() {
    assertThat(Statistics.geometricMean(0.5, 2)).isCloseTo(1, within(1e-12));
    assertThat(Statistics.geometricMean(1, 10, 100)).isCloseTo(10, within(1e-12));
  }
}
