package finegrain.trainer.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The least and the largest value of each feature.
 *
 * @param least value of each feature
 * @param most the largest value of each feature
 */
record FeatureRanges(double[] least, double[] most) {
  /** Beyond it, the wider of two features decides alone what a network learns at first. */
  private static final double LARGEST_RATIO = 1000;

  /** Beyond it, the sums of hidden units are so large that trainings tend to diverge. */
  private static final double LARGEST_VALUE = 100;

  /** The ranges over some samples, one at least. */
  static FeatureRanges of(DoubleSamples samples) {
    double[] least = new double[samples.features()];
    double[] most = new double[samples.features()];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < samples.size(); i++) {
      for (int j = 0; j < least.length; j++) {
        double x = samples.feature(i, j);
        least[j] = Math.min(least[j], x);
        most[j] = Math.max(most[j], x);
      }
    }
    return new FeatureRanges(least, most);
  }

  /** The largest value of a feature less its least. */
  double width(int j) {
    return most[j] - least[j];
  }

  /** Advises to scale, where features are very unlike each other or very large. */
  Optional<Fact> hint() {
    double widest = 0;
    double narrowest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int j = 0; j < least.length; j++) {
      if (width(j) > 0) {
        widest = Math.max(widest, width(j));
        narrowest = Math.min(narrowest, width(j));
      }
      largest = Math.max(largest, Math.max(-least[j], most[j]));
    }
    if (widest >= LARGEST_RATIO * narrowest) {
      return hint("have ranges from %s to %s".formatted(rounded(narrowest), rounded(widest)));
    }
    return largest > LARGEST_VALUE ? hint("reach " + rounded(largest)) : Optional.empty();
  }

  private static String rounded(double x) {
    return new BigDecimal(x, new MathContext(3))
        .stripTrailingZeros()
        .toString()
        .toLowerCase(Locale.ROOT);
  }

  private static Optional<Fact> hint(String what) {
    return Optional.of(
        new Fact("hint", "the features %s; --scale standard makes them alike".formatted(what)));
  }
}
