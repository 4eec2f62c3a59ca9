package finegrain.trainer.report;

import finegrain.trainer.analysis.ClassBalance;
import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Tally;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a report adds where coarse classes are of unequal size: balanced accuracies. */
public final class BalanceReport {
  private BalanceReport() {}

  /**
   * A conclusion with the comparisons by balanced accuracy; the conclusion itself where the coarse
   * classes of all maps are of about equal size.
   *
   * @param reference with which the other labels are compared
   */
  public static Conclusion added(
      Conclusion conclusion, Results results, Target reference, long seed) {
    List<Comparison> comparisons = Comparison.of(balanced(results), reference, seed);
    if (comparisons.isEmpty()) {
      return conclusion;
    }
    List<Section> sections = new ArrayList<>(conclusion.sections());
    sections.add(ComparisonTable.ofBalanced(comparisons));
    return new Conclusion(
        conclusion.finding(),
        conclusion.detail(),
        conclusion.claim(),
        conclusion.answer() + "\n" + words(comparisons),
        conclusion.rulings(),
        sections);
  }

  /** Rows of the models that have a balanced accuracy, in the place of their test accuracy. */
  private static List<Results.Row> balanced(Results results) {
    Map<ModelSpec, Double> accuracies = new HashMap<>();
    for (Measure measure : results.measures(ClassBalance.BALANCED_ACCURACY)) {
      accuracies.put(
          new ModelSpec(
              measure.model().orElseThrow(),
              measure.perClass(),
              measure.repeat(),
              measure.map(),
              Target.parse(measure.target()),
              measure.noise()),
          measure.value());
    }
    return results.rows().stream()
        .filter(row -> accuracies.containsKey(row.spec()))
        .map(row -> row.with(accuracies.get(row.spec())))
        .toList();
  }

  private static String words(List<Comparison> comparisons) {
    String begin =
        "The coarse classes are of unequal size. By balanced accuracy, the mean over the coarse"
            + " classes of the share of their test samples that is right, ";
    Tally tally = Tally.of(comparisons);
    if (!tally.hasIntervals()) {
      return begin + "this run makes no claim either.";
    }
    boolean fineOnly = comparisons.stream().allMatch(one -> one.target().equals(Target.FINE));
    String others = fineOnly ? "fine labels" : "the other labels";
    String reference = Wording.labels(comparisons.getFirst().reference());
    return begin
        + (tally.settings() == 1
            ? "%s %s."
                .formatted(
                    others,
                    !tally.better().isEmpty()
                        ? "do better than " + reference
                        : !tally.worse().isEmpty()
                            ? "do worse than " + reference
                            : "show no difference from " + reference)
            : "%s do better than %s in %d of %d settings, and worse in %d."
                .formatted(
                    others,
                    reference,
                    tally.better().size(),
                    tally.settings(),
                    tally.worse().size()));
  }
}
