package finegrain.trainer.analysis;

import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Order statistics of repeats, and their bootstrap interval. */
public final class Statistics {
  private static final int RESAMPLES = 10_000;

  private Statistics() {}

  /**
   * Median and quartiles.
   *
   * @param lower the 25 % quantile
   * @param upper the 75 % quantile
   */
  public record Quartiles(double lower, double median, double upper) {}

  /**
   * An estimate and its 95 % interval.
   *
   * @param low the 2.5 % quantile of the bootstrap distribution
   * @param high the 97.5 % quantile
   */
  public record Estimate(double value, double low, double high) {
    /** Whether the interval says that the value is not 0. */
    public boolean excludesZero() {
      return low > 0 || high < 0;
    }
  }

  /** The quartiles of values, by {@link #quantile}. */
  public static Quartiles quartiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Quartiles(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  /**
   * The quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan.
   * Beside an infinite one it is the nearer of the two.
   */
  public static double quantile(double[] sorted, double share) {
    double position = (sorted.length - 1) * share;
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    double weight = position - below;
    double step = sorted[above] - sorted[below];
    return Double.isFinite(step)
        ? sorted[below] + weight * step
        : sorted[weight < 0.5 ? below : above];
  }

  /**
   * The median, with the percentile bootstrap interval over {@value #RESAMPLES} resamples (Efron
   * and Tibshirani, "An Introduction to the Bootstrap", 1993).
   */
  public static Estimate median(double[] values, long seed) {
    double[] resample = new double[values.length];
    return bootstrap(
        values.length,
        seed,
        chosen -> {
          for (int i = 0; i < chosen.length; i++) {
            resample[i] = values[chosen[i]];
          }
          Arrays.sort(resample);
          return quantile(resample, 0.5);
        });
  }

  /**
   * The share of the bootstrap resamples of n observations in which something holds.
   *
   * @param holds for the observations with the given indices, of which some are equal
   */
  static double share(int n, long seed, Predicate<int[]> holds) {
    double[] held = resampled(n, seed, chosen -> holds.test(chosen) ? 1 : 0);
    return Arrays.stream(held).sum() / held.length;
  }

  private static double[] resampled(int n, long seed, ToDoubleFunction<int[]> statistic) {
    double[] resampled = new double[RESAMPLES];
    int[] chosen = new int[n];
    for (int b = 0; b < RESAMPLES; b++) {
      RandomStream random = RandomPurpose.BOOTSTRAP.stream(seed, 0, b);
      for (int i = 0; i < n; i++) {
        chosen[i] = random.below(i, n);
      }
      resampled[b] = statistic.applyAsDouble(chosen);
    }
    return resampled;
  }

  /**
   * A statistic of n observations, with its percentile bootstrap interval over {@value #RESAMPLES}
   * resamples. Resamples for which the statistic is not a number are left out.
   *
   * @param statistic of the observations with the given indices, of which some are equal
   */
  public static Estimate bootstrap(int n, long seed, ToDoubleFunction<int[]> statistic) {
    double[] sorted =
        Arrays.stream(resampled(n, seed, statistic))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    double value = statistic.applyAsDouble(IntStream.range(0, n).toArray());
    return sorted.length == 0
        ? new Estimate(value, Double.NaN, Double.NaN)
        : new Estimate(value, quantile(sorted, 0.025), quantile(sorted, 0.975));
  }

  /**
   * Pearson's correlation coefficient; NaN if x or y does not vary, or for fewer than two pairs.
   */
  public static double pearson(double[] x, double[] y) {
    double meanX = Arrays.stream(x).sum() / x.length;
    double meanY = Arrays.stream(y).sum() / y.length;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xy += dx * dy;
      xx += dx * dx;
      yy += dy * dy;
    }
    return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
  }

  /** Spearman's coefficient: Pearson's of the ranks. Equal values get the mean of their ranks. */
  public static double spearman(double[] x, double[] y) {
    return pearson(ranks(x), ranks(y));
  }

  private static double[] ranks(double[] values) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
    double[] ranks = new double[values.length];
    for (int first = 0; first < order.length; ) {
      int end = first + 1;
      while (end < order.length && values[order[end]] == values[order[first]]) {
        end++;
      }
      for (int i = first; i < end; i++) {
        ranks[order[i]] = (first + end - 1) / 2.0;
      }
      first = end;
    }
    return ranks;
  }
}
