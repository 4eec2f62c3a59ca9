package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Statistics.Estimate;
import java.util.List;

/**
 * Where one curve comes to lie above another one, with an interval over the repeats.
 *
 * @param estimate where the mean difference rises above 0, with the bootstrap interval. Minus
 *     infinity stands for a difference that is above 0 at the first value already, plus infinity
 *     for one that is above 0 nowhere; so an end of the interval may be infinite, too
 */
public record Crossing(Estimate estimate) {
  /**
   * The first place where the mean difference over the repeats rises above 0: between the last
   * value of x at which it is 0 or less and the next one, by a straight line. Where it is exactly 0
   * at several values, the curves lie on each other, and the crossing begins at the last of them.
   *
   * @param x rising
   * @param differences of each repeat, at each x
   * @param seed of the bootstrap
   */
  public static Crossing of(double[] x, List<double[]> differences, long seed) {
    return new Crossing(
        Statistics.bootstrap(differences.size(), seed, chosen -> crossing(x, differences, chosen)));
  }

  /** Whether the difference rises above 0 between two of the values. */
  public boolean isInside() {
    return Double.isFinite(estimate.value());
  }

  /** Whether the difference is above 0 at the first value already. */
  public boolean isBefore() {
    return estimate.value() == Double.NEGATIVE_INFINITY;
  }

  private static double crossing(double[] x, List<double[]> differences, int[] chosen) {
    double before = Double.NaN;
    for (int i = 0; i < x.length; i++) {
      double sum = 0;
      for (int repeat : chosen) {
        sum += differences.get(repeat)[i];
      }
      double mean = sum / chosen.length;
      if (mean > 0) {
        return i == 0
            ? Double.NEGATIVE_INFINITY
            : x[i - 1] - before / (mean - before) * (x[i] - x[i - 1]);
      }
      before = mean;
    }
    return Double.POSITIVE_INFINITY;
  }
}
