package finegrain.trainer.analysis;

import java.util.Comparator;
import java.util.List;

/**
 * The settings in which a target does better than its reference, does worse, and does neither.
 *
 * @param better those whose interval lies above 0, the largest gain first
 * @param worse those whose interval lies below 0, the largest loss first
 * @param undecided those whose interval contains 0, or which have no interval
 */
public record Tally(List<Comparison> better, List<Comparison> worse, List<Comparison> undecided) {
  /** Copies the lists. */
  public Tally {
    better = List.copyOf(better);
    worse = List.copyOf(worse);
    undecided = List.copyOf(undecided);
  }

  /** The tally of comparisons, at least one. */
  public static Tally of(List<Comparison> comparisons) {
    Comparator<Comparison> byGain = Comparator.comparingDouble(one -> one.difference().value());
    return new Tally(
        comparisons.stream().filter(Comparison::isBetter).sorted(byGain.reversed()).toList(),
        comparisons.stream().filter(Comparison::isWorse).sorted(byGain).toList(),
        comparisons.stream().filter(one -> !one.isDecided()).toList());
  }

  /** The number of settings. */
  public int settings() {
    return better.size() + worse.size() + undecided.size();
  }

  /** Whether the repeats are enough for intervals. */
  public boolean hasIntervals() {
    return undecided.stream().allMatch(Comparison::hasInterval);
  }

  /** Whether the target gains in some setting. */
  public Verdict verdictOnGains() {
    if (!hasIntervals()) {
      return Verdict.CANNOT_TELL;
    }
    return !better.isEmpty()
        ? Verdict.AGREES
        : worse.isEmpty() ? Verdict.UNDECIDED : Verdict.DISAGREES;
  }
}
