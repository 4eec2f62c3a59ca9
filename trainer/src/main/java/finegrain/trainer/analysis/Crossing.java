package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Statistics.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one curve comes to lie above another one, with an interval over the repeats.
 *
 * @param estimate where the mean difference rises above 0, with the bootstrap interval; NaN if it
 *     does not
 * @param share of the bootstrap resamples in which it does
 */
public record Crossing(Estimate estimate, double share) {
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
    List<Boolean> found = new ArrayList<>();
    Estimate estimate =
        Statistics.bootstrap(
            differences.size(),
            seed,
            chosen -> {
              double at = crossing(x, differences, chosen);
              found.add(!Double.isNaN(at));
              return at;
            });
    // The last one is of the repeats themselves.
    found.removeLast();
    double share = found.stream().filter(one -> one).count() / (double) found.size();
    return new Crossing(estimate, share);
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
        return i == 0 ? Double.NaN : x[i - 1] - before / (mean - before) * (x[i] - x[i - 1]);
      }
      before = mean;
    }
    return Double.NaN;
  }
}
