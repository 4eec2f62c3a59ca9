package finegrain.trainer.result;

import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import java.util.Arrays;

/** Order statistics of repeats, and their bootstrap interval. */
final class Statistics {
  private static final int RESAMPLES = 10_000;

  private Statistics() {}

  /**
   * Median and quartiles.
   *
   * @param lower the 25 % quantile
   * @param upper the 75 % quantile
   */
  record Quartiles(double lower, double median, double upper) {}

  /**
   * An estimate and its 95 % interval.
   *
   * @param low the 2.5 % quantile of the bootstrap distribution
   * @param high the 97.5 % quantile
   */
  record Estimate(double value, double low, double high) {
    /** Whether the interval says that the value is not 0. */
    boolean excludesZero() {
      return low > 0 || high < 0;
    }
  }

  static Quartiles quartiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Quartiles(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  /** The quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan. */
  static double quantile(double[] sorted, double share) {
    double position = (sorted.length - 1) * share;
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /**
   * The median, with the percentile bootstrap interval over {@value #RESAMPLES} resamples (Efron
   * and Tibshirani, "An Introduction to the Bootstrap", 1993).
   */
  static Estimate median(double[] values, long seed) {
    int n = values.length;
    double[] medians = new double[RESAMPLES];
    double[] resample = new double[n];
    for (int b = 0; b < RESAMPLES; b++) {
      RandomStream random = RandomPurpose.BOOTSTRAP.stream(seed, 0, b);
      for (int i = 0; i < n; i++) {
        resample[i] = values[random.below(i, n)];
      }
      Arrays.sort(resample);
      medians[b] = quantile(resample, 0.5);
    }
    Arrays.sort(medians);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Estimate(quantile(sorted, 0.5), quantile(medians, 0.025), quantile(medians, 0.975));
  }
}
