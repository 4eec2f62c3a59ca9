package finegrain.bench;

import java.util.Arrays;

/** Medians and means of a few figures. */
final class Statistics {
  private Statistics() {}

  /** The middle value, or the mean of the two in the middle; NaN if there are no values. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The least value divided by the median: 1 if all are equal. */
  static double worstOverMedian(double... values) {
    return Arrays.stream(values).min().orElse(Double.NaN) / median(values);
  }

  /** The geometric mean of positive values. */
  static double geometricMean(double... values) {
    return Math.exp(Arrays.stream(values).map(Math::log).average().orElse(Double.NaN));
  }
}
