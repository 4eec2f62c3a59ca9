package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitialisationTest {
  private static final int DRAWS = 1_000_000;
  private static final RandomStream RANDOM = new RandomStream(42, 0, 3, 0);

  /** Mean, deviation, skewness and kurtosis of many draws. */
  private record Moments(double mean, double deviation, double skewness, double kurtosis) {
    static Moments of(double[] draws) {
      double mean = Arrays.stream(draws).average().orElseThrow();
      double variance = central(draws, mean, 2);
      double deviation = Math.sqrt(variance);
      return new Moments(
          mean,
          deviation,
          central(draws, mean, 3) / (variance * deviation),
          central(draws, mean, 4) / (variance * variance));
    }

    private static double central(double[] draws, double mean, int power) {
      return Arrays.stream(draws).map(x -> Math.pow(x - mean, power)).average().orElseThrow();
    }
  }

  private static double[] draws(Initialisation initialisation) {
    double[] draws = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      draws[i] = initialisation.draw(RANDOM, i);
    }
    return draws;
  }

  /** The tolerances are four standard errors: 1, 0.71, 2.4 and 4.9 thousandths of a deviation. */
  @Test
  void heNumbersAreNormal() {
    double[] draws = draws(new Initialisation.HeNormal(8)); // A deviation of 1/2.
    Moments moments = Moments.of(draws);
    assertThat(moments.mean()).isCloseTo(0, within(0.002));
    assertThat(moments.deviation()).isCloseTo(0.5, within(0.0015));
    assertThat(moments.skewness()).isCloseTo(0, within(0.01));
    assertThat(moments.kurtosis()).isCloseTo(3, within(0.02));
    // Tables of the normal distribution: the shares beyond 1, 2, 3 and 4 deviations.
    assertThat(share(draws, 0.5)).isCloseTo(0.317311, within(0.0019));
    assertThat(share(draws, 1.0)).isCloseTo(0.045500, within(0.0009));
    assertThat(share(draws, 1.5)).isCloseTo(0.002700, within(0.0003));
    assertThat(share(draws, 2.0)).isBetween(0.000030, 0.000100);
  }

  private static double share(double[] draws, double beyond) {
    return Arrays.stream(draws).filter(x -> Math.abs(x) > beyond).count() / (double) draws.length;
  }

  /** A uniform number in +-a has the deviation a / sqrt(3) and the kurtosis 9/5. */
  @Test
  void glorotNumbersAreUniform() {
    double[] draws = draws(new Initialisation.GlorotUniform(4, 2)); // In +-1.
    Moments moments = Moments.of(draws);
    assertThat(moments.mean()).isCloseTo(0, within(0.0024));
    assertThat(moments.deviation()).isCloseTo(0.577350, within(0.0011));
    assertThat(moments.kurtosis()).isCloseTo(1.8, within(0.01));
    assertThat(Arrays.stream(draws).min().orElseThrow()).isBetween(-1.0, -0.9999);
    assertThat(Arrays.stream(draws).max().orElseThrow()).isBetween(0.9999, 1.0);
  }

  /**
   * Of the normal density phi, cut at +-2, with the mass m = 0.9544997: the variance is 1 - 4
   * phi(2) / m = 0.773741, the fourth moment 3 - 4 (3 + 4) phi(2) / m = 1.416189.
   */
  @Test
  void truncatedNumbersAreNormalNumbersWithoutTheOuterOnes() {
    double[] draws = draws(new Initialisation.TruncatedNormal(0.5));
    Moments moments = Moments.of(draws);
    assertThat(moments.mean()).isCloseTo(0, within(0.0018));
    assertThat(moments.deviation()).isCloseTo(0.5 * Math.sqrt(0.773741), within(0.0013));
    assertThat(moments.skewness()).isCloseTo(0, within(0.01));
    assertThat(moments.kurtosis()).isCloseTo(1.416189 / (0.773741 * 0.773741), within(0.012));
    assertThat(Arrays.stream(draws).map(Math::abs).max().orElseThrow()).isBetween(0.9999, 1.0);
  }

  /** What no redrawing touches is the number of the other distribution. */
  @Test
  void truncatingChangesTheOuterNumbersAlone() {
    Initialisation normal = new Initialisation.HeNormal(2); // A deviation of 1.
    Initialisation truncated = new Initialisation.TruncatedNormal(1);
    for (int i = 0; i < 10_000; i++) {
      float number = normal.draw(RANDOM, i);
      if (Math.abs(number) <= 2) {
        assertThat(truncated.draw(RANDOM, i)).isEqualTo(number);
      }
    }
  }

  @Test
  void neighboursAndStreamsAreIndependent() {
    double[] draws = draws(new Initialisation.HeNormal(2));
    RandomStream other = new RandomStream(42, 0, 3, 1);
    double neighbours = 0;
    double streams = 0;
    for (int i = 0; i + 1 < DRAWS; i++) {
      neighbours += draws[i] * draws[i + 1];
      streams += draws[i] * new Initialisation.HeNormal(2).draw(other, i);
    }
    assertThat(neighbours / DRAWS).isCloseTo(0, within(0.004));
    assertThat(streams / DRAWS).isCloseTo(0, within(0.004));
  }

  static List<Initialisation> all() {
    return List.of(
        new Initialisation.HeNormal(9),
        new Initialisation.GlorotUniform(9, 16),
        new Initialisation.TruncatedNormal(0.02));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aWiderLayerStartsWithTheDrawsOfANarrowerOne(Initialisation initialisation) {
    Matrix narrow = Matrix.allocate(9, 5);
    Matrix wide = Matrix.allocate(9, 8, 11);
    initialisation.fill(RANDOM, 70, narrow);
    initialisation.fill(RANDOM, 70, wide);
    for (int row = 0; row < 9; row++) {
      for (int column = 0; column < 5; column++) {
        assertThat(narrow.get(row, column))
            .isEqualTo(wide.get(row, column))
            .isEqualTo(initialisation.draw(RANDOM, 70 + column * 9 + row));
      }
    }
  }

  @Test
  void glorotNumbersAreThoseOfADenseLayer() {
    Matrix dense = Matrix.allocate(7, 5);
    new Dense("a", 5, Activation.IDENTITY)
        .initialise(Shape.row(7), List.of(dense, Matrix.allocate(1, 5)), () -> RANDOM);
    Matrix filled = Matrix.allocate(7, 5);
    new Initialisation.GlorotUniform(7, 5).fill(RANDOM, 0, filled);
    for (int row = 0; row < 7; row++) {
      for (int column = 0; column < 5; column++) {
        assertThat(filled.get(row, column)).isEqualTo(dense.get(row, column));
      }
    }
  }

  /**
   * By a program in another language, with its own Philox and the logarithm and cosine of its C
   * library.
   */
  @Test
  void theNumbersAreThoseOfAnotherProgram() {
    float[] first = new float[3];
    for (int i = 0; i < 3; i++) {
      first[i] = new Initialisation.HeNormal(2).draw(RANDOM, i);
    }
    assertThat(first).containsExactly(0.45009163f, 0.45726377f, 1.2054372f);
  }

  @Test
  void wrongSizesAreRefused() {
    assertThatThrownBy(() -> new Initialisation.HeNormal(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Initialisation.GlorotUniform(1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Initialisation.TruncatedNormal(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    Initialisation normal = new Initialisation.HeNormal(1);
    assertThatThrownBy(() -> normal.draw(RANDOM, 1 << 27))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> normal.draw(RANDOM, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
