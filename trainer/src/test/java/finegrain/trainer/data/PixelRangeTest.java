package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelRangeTest {
  /** Values by sample and feature. */
  private record Table(int size, int features, IntBinaryOperator values, double added)
      implements DoubleSamples {
    Table(int size, int features, IntBinaryOperator values) {
      this(size, features, values, 0);
    }

    @Override
    public int label(int i) {
      return 0;
    }

    @Override
    public double feature(int i, int j) {
      return values.applyAsInt(i, j) + added;
    }
  }

  /** Each feature gets from 0 to 255. */
  private static final Table IMAGES = new Table(6, 16, (i, j) -> 51 * ((i + j) % 6));

  private static boolean arePixels(DoubleSamples train, DoubleSamples test) {
    return PixelRange.of(train, test).isPresent();
  }

  /** 51 / 255f and 153 / 255f in single precision, written by NumPy. */
  @Test
  void pixelsAreDividedInSinglePrecision() {
    Scaling.Sets sets = PixelRange.of(IMAGES, IMAGES).orElseThrow();
    float[] features = new float[16];
    sets.train().copyFeatures(1, features, 0);
    assertThat(features).startsWith(0.2f, 0.4f, 0.6f, 0.8f, 1f, 0f);
    assertThat(sets.test().feature(3, 0)).isEqualTo(0.6000000238418579);
  }

  @Test
  void onlyAQuarterOfThemNeedBeBright() {
    assertThat(arePixels(new Table(6, 16, (i, j) -> j < 4 ? 40 * i : i), IMAGES)).isTrue();
    assertThat(arePixels(new Table(6, 16, (i, j) -> j < 3 ? 40 * i : i), IMAGES)).isFalse();
  }

  /** Such as the border of an image. */
  @Test
  void constantFeaturesDoNotCount() {
    assertThat(arePixels(new Table(6, 16, (i, j) -> j == 7 ? 40 * i : 0), IMAGES)).isTrue();
  }

  @Test
  void fewFeaturesAreNoImage() {
    assertThat(arePixels(new Table(6, 15, (i, j) -> 51 * i), new Table(1, 15, (i, j) -> 0)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 1, 0.5, 1e-9})
  void allValuesAreWholeAndInTheRange(double added) {
    Table other = new Table(6, 16, IMAGES.values(), added);
    assertThat(arePixels(other, IMAGES)).isFalse();
    assertThat(arePixels(IMAGES, other)).isFalse();
  }

  @Test
  void smallNumbersAreNoPixels() {
    assertThat(arePixels(new Table(6, 16, (i, j) -> 16 * i), IMAGES)).isFalse();
    assertThat(arePixels(new Table(6, 16, (i, j) -> i % 2), IMAGES)).isFalse();
  }
}
