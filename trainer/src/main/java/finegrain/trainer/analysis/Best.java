package finegrain.trainer.analysis;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which of several series has the largest mean over the repeats.
 *
 * @param indices of the series; several if their means are equal
 * @param shares of the bootstrap resamples of the repeats in which each series has it; those with
 *     equal means have it together. Empty if there are too few repeats
 */
public record Best(List<Integer> indices, double[] shares) {
  /** Sums that differ by less are equal but for rounding. */
  private static final double ROUNDING = 1e-9;

  /** Copies the list. */
  public Best {
    indices = List.copyOf(indices);
  }

  /**
   * The best of some series.
   *
   * @param values of each series, by repeat
   * @param seed of the bootstrap
   */
  public static Best of(List<double[]> values, long seed) {
    int repeats = values.getFirst().length;
    List<Integer> best = largest(values, IntStream.range(0, repeats).toArray()).boxed().toList();
    if (repeats < Comparison.LEAST_REPEATS) {
      return new Best(best, new double[0]);
    }
    double[] shares =
        IntStream.range(0, values.size())
            .mapToDouble(
                series ->
                    Statistics.share(
                        repeats,
                        seed,
                        chosen -> largest(values, chosen).anyMatch(one -> one == series)))
            .toArray();
    return new Best(best, shares);
  }

  /**
   * The best ones by name.
   *
   * @param names of all series
   */
  public String names(List<?> names) {
    return indices.stream().map(i -> names.get(i).toString()).collect(Collectors.joining(" = "));
  }

  /**
   * The shares of those that have any, in words.
   *
   * @param names of all series
   */
  public String sharesInWords(List<?> names) {
    return shares.length == 0
        ? "-"
        : IntStream.range(0, shares.length)
            .filter(i -> shares[i] > 0)
            .mapToObj(i -> String.format(Locale.ROOT, "%s %.0f %%", names.get(i), 100 * shares[i]))
            .collect(Collectors.joining(", "));
  }

  /** The indices of those with the largest sum over the chosen repeats. */
  private static IntStream largest(List<double[]> values, int[] chosen) {
    double[] sums =
        values.stream()
            .mapToDouble(each -> IntStream.of(chosen).mapToDouble(repeat -> each[repeat]).sum())
            .toArray();
    double most = IntStream.range(0, sums.length).mapToDouble(i -> sums[i]).max().orElseThrow();
    return IntStream.range(0, sums.length).filter(i -> sums[i] > most - ROUNDING);
  }
}
