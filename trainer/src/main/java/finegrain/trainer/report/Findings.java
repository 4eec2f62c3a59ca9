package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Tally;
import finegrain.trainer.analysis.Trend;
import finegrain.trainer.experiment.Claim;
import java.util.ArrayList;
import java.util.List;

/** The sentences of what was found. */
final class Findings {
  /** Why a run has no verdict. */
  static final String TOO_FEW_REPEATS = cannotTell("it has fewer than 6 repeats");

  private Findings() {}

  /**
   * One sentence: where labels do better than others and by how much, over all settings.
   *
   * @param compared the labels, in words that are a plural
   * @param reference what they are compared with, in words
   */
  static String of(List<Comparison> comparisons, String compared, String reference) {
    Tally tally = Tally.of(comparisons);
    if (!tally.hasIntervals()) {
      return tooFewRepeats(comparisons.getFirst().repeats());
    }
    if (tally.better().isEmpty() && tally.worse().isEmpty()) {
      return "No difference between %s and %s is shown%s."
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
          "; in the other %s no difference is shown".formatted(undecided == 1 ? "one" : undecided));
    }
    return sentence.append('.').toString();
  }

  /**
   * In how many settings, and by how much at most.
   *
   * @param ofAll whether the number of all settings is said
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

  /** The intervals of what the finding names; empty if there are too few repeats. */
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
      parts.add("of the largest gain is " + interval(tally.better()));
    }
    if (!tally.worse().isEmpty()) {
      parts.add("of the largest loss is " + interval(tally.worse()));
    }
    return "Over %d repeats, the 95 %% interval %s percentage points."
        .formatted(last.repeats(), String.join(", and that ", parts));
  }

  private static String interval(List<Comparison> decided) {
    Estimate difference = decided.getFirst().difference();
    double low = Math.min(Math.abs(difference.low()), Math.abs(difference.high()));
    double high = Math.max(Math.abs(difference.low()), Math.abs(difference.high()));
    return "%s to %s".formatted(Wording.two(100 * low), Wording.two(100 * high));
  }

  /** What a run with too few repeats says. */
  static String tooFewRepeats(int repeats) {
    return "This run makes no claim: it has %d %s, and a 95 %% interval needs at least %d."
        .formatted(repeats, repeats == 1 ? "repeat" : "repeats", Comparison.LEAST_REPEATS);
  }

  /** That a run has no verdict, and why. */
  static String cannotTell(String reason) {
    return "This run cannot tell, because %s.".formatted(reason);
  }

  /**
   * Whether a trend agrees with a claim.
   *
   * @param range from where to where, in words
   * @param gain whose gain it is, in words
   * @param single why there is no range, where there is none, in words
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
