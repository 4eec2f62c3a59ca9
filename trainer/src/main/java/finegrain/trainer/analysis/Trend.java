package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.experiment.Claim;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.labels.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How the gain of a target over its reference changes along an axis of settings.
 *
 * @param first comparison along the axis
 * @param last comparison along the axis
 * @param change the gain at the last setting minus the gain at the first one, median over the
 *     repeats; empty if there are too few repeats or settings
 */
public record Trend(Comparison first, Comparison last, Optional<Estimate> change) {
  /**
   * The trend of some comparisons.
   *
   * @param comparisons along the axis, at least one
   * @param rows of the models that they compare
   */
  public static Trend of(List<Comparison> comparisons, List<Results.Row> rows, long seed) {
    Comparison first = comparisons.getFirst();
    Comparison last = comparisons.getLast();
    if (comparisons.size() < 2 || !first.hasInterval()) {
      return new Trend(first, last, Optional.empty());
    }
    double[] atFirst = gains(first, rows);
    double[] atLast = gains(last, rows);
    double[] change = new double[atFirst.length];
    Arrays.setAll(change, i -> Comparison.difference(atLast[i], atFirst[i]));
    return new Trend(first, last, Optional.of(Statistics.median(change, seed)));
  }

  /** Whether the change has the claimed sign. */
  public Verdict verdict(Claim.Sign claimed) {
    return Verdict.of(change, claimed);
  }

  /**
   * What it says about the finding of the paper that a question is about, if there is one and if
   * there are two settings at least.
   */
  public List<Ruling> rulings(Question question, Configuration configuration, String range) {
    return question.finding().stream()
        .filter(_ -> !first.equals(last))
        .map(
            finding ->
                Ruling.of(finding, configuration, verdict(question.claim().sign()), change, range))
        .toList();
  }

  /** Target minus reference in a setting, one for each repeat. */
  private static double[] gains(Comparison at, List<Results.Row> rows) {
    double[] target = accuracies(at, at.target(), rows);
    double[] reference = accuracies(at, at.reference(), rows);
    double[] gains = new double[target.length];
    Arrays.setAll(gains, i -> Comparison.difference(target[i], reference[i]));
    return gains;
  }

  private static double[] accuracies(Comparison at, Target target, List<Results.Row> rows) {
    return rows.stream()
        .filter(row -> row.has(target) && row.setting().equals(at.setting()))
        .mapToDouble(Results.Row::testAccuracy)
        .toArray();
  }
}
