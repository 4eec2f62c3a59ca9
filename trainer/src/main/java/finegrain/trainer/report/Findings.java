package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Tally;
import finegrain.trainer.analysis.Trend;
import finegrain.trainer.experiment.Claim;
import java.util.ArrayList;
import java.util.List;

/** The sentences that say what a run found. */
final class Findings {
  /** Why a run has no verdict. */
  static final String TOO_FEW_REPEATS = cannotTell("it has fewer than 6 repeats");

  private Findings() {}

  /**
   * One sentence over all settings: where labels do better than the reference, and by how much.
   *
   * @param compared the labels, in the plural
   * @param reference what they are compared with
   */
  static String of(List<Comparison> comparisons, String compared, String reference) {
    Tally tally = Tally.of(comparisons);
    if (!tally.hasIntervals()) {
      int repeats = comparisons.getFirst().repeats();
      return "This run makes no claim: it has %d %s, and a 95 %% interval needs at least %d."
          .formatted(repeats, repeats == 1 ? "repeat" : "repeats", Comparison.LEAST_REPEATS);
    }
    if (tally.better().isEmpty() && tally.worse().isEmpty()) {
      return "This run shows no difference between %s and %s%s."
          .formatted(
              compared,
              reference,
              tally.settings() == 1
                  ? ""
                  : " in any of the %d settings".formatted(tally.settings()));
    }
    StringBuilder sentence = new StringBuilder(Wording.capital(compared));
    if (!tally.better().isEmpty()) {
      sentence.append(" give better coarse accuracy than ").append(reference);
      sentence.append(where(tally.better(), comparisons, true));
    }
    if (!tally.worse().isEmpty()) {
      sentence.append(
          tally.better().isEmpty()
              ? " give worse coarse accuracy than " + reference
              : ", and worse coarse accuracy");
      sentence.append(where(tally.worse(), comparisons, tally.better().isEmpty()));
    }
    int undecided = tally.undecided().size();
    if (undecided > 0) {
      sentence.append(
          undecided == 1
              ? "; the other setting shows no difference"
              : "; the other %d show no difference".formatted(undecided));
    }
    return sentence.append('.').toString();
  }

  /**
   * In how many settings, and by how much at most.
   *
   * @param ofAll whether the words give the number of all settings
   */
  private static String where(List<Comparison> decided, List<Comparison> all, boolean ofAll) {
    Comparison largest = decided.getFirst();
    String size = Wording.points(Math.abs(largest.difference().value()));
    if (all.size() == 1) {
      return ", by %s percentage points".formatted(size);
    }
    String count = Integer.toString(decided.size());
    if (decided.size() == all.size()) {
      count = all.size() == 2 ? "both settings" : "all %d settings".formatted(all.size());
    } else if (ofAll) {
      count += " of %d settings".formatted(all.size());
    }
    return " in %s, by %s%s percentage points (with %s)"
        .formatted(count, decided.size() == 1 ? "" : "up to ", size, Wording.setting(largest, all));
  }

  /** The intervals of the differences in the finding; empty if there are too few repeats. */
  static String detail(List<Comparison> comparisons) {
    Tally tally = Tally.of(comparisons);
    Comparison last = comparisons.getLast();
    if (!tally.hasIntervals()) {
      return "";
    }
    if (tally.undecided().size() == tally.settings()) {
      return "%she median difference is %s."
          .formatted(
              tally.settings() == 1
                  ? "T"
                  : "With %s, t".formatted(Wording.setting(last, comparisons)),
              Wording.change(last.difference(), last.repeats()));
    }
    List<String> parts = new ArrayList<>();
    if (!tally.better().isEmpty()) {
      parts.add("interval of the largest gain is " + interval(tally.better()));
    }
    if (!tally.worse().isEmpty()) {
      parts.add("interval of the largest drop is " + interval(tally.worse()));
    }
    return "Over %d repeats, the 95 %% %s percentage points."
        .formatted(last.repeats(), String.join(", and the ", parts));
  }

  private static String interval(List<Comparison> decided) {
    return Wording.intervalOfSize(decided.getFirst().difference());
  }

  /** The sentence of a run without a verdict. */
  static String cannotTell(String reason) {
    return "This run cannot tell, because %s.".formatted(reason);
  }

  /**
   * The sentence that says whether a trend agrees with a claim.
   *
   * @param range of the trend, such as "from 5 to 50 hidden units"
   * @param gain the labels that gain
   * @param single why the run cannot tell if the trend has one setting only
   */
  static String verdict(Trend trend, Claim.Sign claimed, String range, String gain, String single) {
    String opinion =
        switch (trend.verdict(claimed)) {
          case AGREES -> "This run agrees";
          case DISAGREES -> "This run disagrees";
          case UNDECIDED -> "This run does not decide it";
          case CANNOT_TELL -> "";
        };
    if (opinion.isEmpty()) {
      return trend.first().hasInterval() ? cannotTell(single) : TOO_FEW_REPEATS;
    }
    Estimate change = trend.change().orElseThrow();
    int repeats = trend.first().repeats();
    return "%s: %s, the gain of %s %s."
        .formatted(
            opinion,
            range,
            gain,
            !change.excludesZero()
                ? "changes by " + Wording.change(change, repeats)
                : (change.low() > 0 ? "grows by " : "falls by ") + Wording.size(change, repeats));
  }
}
