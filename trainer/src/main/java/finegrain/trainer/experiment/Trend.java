package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import finegrain.trainer.statistics.Statistics;
import finegrain.trainer.statistics.Statistics.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the preference for fine labels changes along an axis of settings, in words.
 *
 * @param comparisons of fine with coarse labels, along the axis
 * @param setting a setting in words, such as "50 hidden units"
 * @param change by how much fine minus coarse is larger at the last setting than at the first,
 *     median over the repeats; empty where there are too few repeats or settings
 */
record Trend(
    List<Comparison> comparisons, Function<Comparison, String> setting, Optional<Estimate> change) {
  /**
   * The trend of some models.
   *
   * @param comparisons along the axis, at least one
   * @param reference what they compare with
   */
  static Trend of(
      List<Comparison> comparisons,
      Target reference,
      Function<Comparison, String> setting,
      List<Results.Row> rows,
      long seed) {
    Comparison first = comparisons.getFirst();
    Comparison last = comparisons.getLast();
    if (comparisons.size() < 2 || !first.hasInterval()) {
      return new Trend(comparisons, setting, Optional.empty());
    }
    double[] atFirst = differences(first, reference, rows);
    double[] atLast = differences(last, reference, rows);
    double[] change = new double[atFirst.length];
    Arrays.setAll(change, i -> Comparison.difference(atLast[i], atFirst[i]));
    return new Trend(comparisons, setting, Optional.of(Statistics.median(change, seed)));
  }

  /** Fine minus coarse in a setting, one for each repeat. */
  private static double[] differences(Comparison at, Target reference, List<Results.Row> rows) {
    double[] fine = accuracies(at, at.target(), rows);
    double[] coarse = accuracies(at, reference, rows);
    double[] differences = new double[fine.length];
    Arrays.setAll(differences, i -> Comparison.difference(fine[i], coarse[i]));
    return differences;
  }

  private static double[] accuracies(Comparison at, Target target, List<Results.Row> rows) {
    return rows.stream()
        .filter(row -> row.has(target))
        .filter(row -> row.spec().map().equals(at.map()))
        .filter(row -> row.spec().width() == at.width())
        .filter(row -> row.spec().perClass() == at.perClass())
        .mapToDouble(Results.Row::testAccuracy)
        .toArray();
  }

  /** One sentence of what was found. */
  String finding() {
    Optional<Comparison> coarse =
        comparisons.stream()
            .filter(Comparison::isDecided)
            .filter(one -> one.difference().high() < 0)
            .min((a, b) -> Double.compare(a.difference().value(), b.difference().value()));
    Optional<Comparison> fine =
        comparisons.stream()
            .filter(Comparison::isDecided)
            .filter(one -> one.difference().low() > 0)
            .max((a, b) -> Double.compare(a.difference().value(), b.difference().value()));
    if (coarse.isPresent() && fine.isPresent()) {
      return "Fine labels do better with %s, by %s, and coarse labels with %s, by %s."
          .formatted(
              words(fine.get()),
              Settings.gain(fine.get()),
              words(coarse.get()),
              Settings.gain(coarse.get()));
    }
    if (fine.isPresent()) {
      return "Fine labels do better with %s, by %s; coarse labels do nowhere."
          .formatted(words(fine.get()), Settings.gain(fine.get()));
    }
    if (coarse.isPresent()) {
      return "Coarse labels do better with %s, by %s; fine labels do nowhere."
          .formatted(words(coarse.get()), Settings.gain(coarse.get()));
    }
    Comparison last = comparisons.getLast();
    return last.hasInterval()
        ? "No difference between fine and coarse labels is shown: every 95 %% interval holds 0 (with %s it is %s)."
            .formatted(words(last), Drawings.interval(last.difference()))
        : "No claim is made: %d repeats are too few for an interval, 6 are the least."
            .formatted(last.repeats());
  }

  private String words(Comparison comparison) {
    return setting.apply(comparison);
  }

  /**
   * Whether a change of the expected sign is there, in words that follow a colon.
   *
   * @param grows whether the difference should grow along the axis
   */
  String asExpected(boolean grows) {
    return asExpected("fine minus coarse", grows);
  }

  /**
   * The same, for another difference.
   *
   * @param difference in words
   */
  String asExpected(String difference, boolean grows) {
    if (change.isEmpty()) {
      return "this run cannot tell, for it has one setting only, or fewer than 6 repeats.";
    }
    Estimate estimate = change.get();
    String words =
        "from %s to %s, %s changes by %s"
            .formatted(
                words(comparisons.getFirst()),
                words(comparisons.getLast()),
                difference,
                Drawings.inWords(estimate, comparisons.getFirst().repeats()));
    if (!estimate.excludesZero()) {
      return "this run does not show it: " + words + ".";
    }
    return (estimate.low() > 0) == grows
        ? "this run shows it: " + words + "."
        : "this run shows the opposite: " + words + ".";
  }
}
