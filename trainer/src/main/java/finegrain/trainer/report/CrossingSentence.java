package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Crossing;
import finegrain.trainer.analysis.Statistics.Estimate;
import java.util.Locale;

/**
 * A sentence on where two curves cross.
 *
 * @param at its begin if they cross between two values of x; the place follows
 * @param never the sentence if they do not, without its full stop
 * @param before its begin if they cross before the first value of x, which follows
 */
public record CrossingSentence(String at, String never, String before) {
  /**
   * The sentence for a crossing. It has the interval unless there are too few repeats for one.
   *
   * @param x the values at which the curves are known, rising
   */
  public String of(Crossing crossing, double[] x, int repeats) {
    if (!crossing.isInside()) {
      return crossing.isBefore() ? "%s %s.".formatted(before, number(x[0])) : never + ".";
    }
    Estimate estimate = crossing.estimate();
    String place = "%s %s".formatted(at, number(estimate.value()));
    return repeats < Comparison.LEAST_REPEATS
        ? place + "."
        : "%s (%s to %s)."
            .formatted(
                place,
                Double.isInfinite(estimate.low())
                    ? "below " + number(x[0])
                    : number(estimate.low()),
                Double.isInfinite(estimate.high())
                    ? "above " + number(x[x.length - 1])
                    : number(estimate.high()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
