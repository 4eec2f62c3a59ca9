package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FeatureRangesTest {
  /** Two samples, of which the first is all zeros. */
  private record Pair(double... values) implements DoubleSamples {
    @Override
    public int size() {
      return 2;
    }

    @Override
    public int features() {
      return values.length;
    }

    @Override
    public int label(int i) {
      return i;
    }

    @Override
    public double feature(int i, int j) {
      return i * values[j];
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 999, reach 999",
    "1, 1000, have ranges from 1 to 1e+3",
    "0.001, -1, have ranges from 0.001 to 1",
    "0, 100, ",
    "0, -101, reach 101",
    "0, 0, ",
    "0.002, 1, "
  })
  void adviceForUnlikeOrLargeFeatures(double first, double second, String what) {
    assertThat(FeatureRanges.of(new Pair(first, second)).hint().map(Fact::text).orElse(null))
        .isEqualTo(
            what == null ? null : "the features " + what + "; --scale standard makes them alike");
  }
}
