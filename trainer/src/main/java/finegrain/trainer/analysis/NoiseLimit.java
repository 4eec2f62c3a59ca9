package finegrain.trainer.analysis;

import finegrain.trainer.labels.LabelNoise;
import java.util.List;
import java.util.Optional;

/**
 * How much label noise of a kind the advantage of a target survives in one setting.
 *
 * @param comparisons of the setting, by growing noise; the first one may be without noise
 */
public record NoiseLimit(List<Comparison> comparisons) {
  /** Copies the list. */
  public NoiseLimit {
    comparisons = List.copyOf(comparisons);
  }

  /**
   * The limits for a kind of noise, one for each setting that has it.
   *
   * @param comparisons of one target, in the order of settings and, in each, of noises
   */
  public static List<NoiseLimit> of(List<Comparison> comparisons, LabelNoise.Kind kind) {
    return comparisons.stream()
        .map(one -> one.setting().with(LabelNoise.NONE))
        .distinct()
        .map(
            setting ->
                new NoiseLimit(
                    comparisons.stream()
                        .filter(one -> one.setting().with(LabelNoise.NONE).equals(setting))
                        .filter(one -> one.noise().isNone() || one.noise().kind() == kind)
                        .toList()))
        .filter(limit -> limit.comparisons.stream().anyMatch(one -> !one.noise().isNone()))
        .toList();
  }

  /** Whether the target does better at the least noise. */
  public boolean hasAdvantage() {
    return comparisons.getFirst().isBetter();
  }

  /** The first comparison in which the target no longer does better; empty if there is none. */
  public Optional<Comparison> end() {
    return comparisons.stream().filter(one -> !one.isBetter()).findFirst();
  }

  /** Whether the target does better at a share of noise and at all that are smaller. */
  public boolean lasts(double share) {
    return comparisons.stream()
        .filter(one -> one.noise().share() <= share)
        .allMatch(Comparison::isBetter);
  }

  /** The last comparison before the {@link #end}. */
  public Comparison last() {
    return comparisons.get(end().map(comparisons::indexOf).orElse(comparisons.size()) - 1);
  }
}
