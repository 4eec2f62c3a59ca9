package finegrain.trainer.study.multiview;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TableSection.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The labels with the smallest mean error.
 *
 * @param labels their name, or the names of all that have it
 * @param shares of the bootstrap resamples in which each labels have it, in words
 */
record BestLabels(String labels, String shares) {
  /** Sums of errors that differ by less are equal but for rounding. */
  private static final double ROUNDING = 1e-9;

  /**
   * The best of some labels.
   *
   * @param errors of each repeat, by the name of the labels
   */
  static BestLabels of(SequencedMap<String, double[]> errors, long seed) {
    List<String> names = List.copyOf(errors.keySet());
    List<double[]> all = List.copyOf(errors.values());
    int repeats = all.getFirst().length;
    String best =
        smallest(all, IntStream.range(0, repeats).toArray())
            .mapToObj(names::get)
            .collect(Collectors.joining(" = "));
    if (repeats < Comparison.LEAST_REPEATS) {
      return new BestLabels(best, "-");
    }
    int[] wins = new int[names.size()];
    int[] resamples = {0};
    Statistics.bootstrap(
        repeats,
        seed,
        chosen -> {
          smallest(all, chosen).forEach(labels -> wins[labels]++);
          return resamples[0]++;
        });
    String shares =
        IntStream.range(0, wins.length)
            .filter(i -> wins[i] > 0)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT, "%s %.0f %%", names.get(i), 100.0 * wins[i] / resamples[0]))
            .collect(Collectors.joining(", "));
    return new BestLabels(best, shares);
  }

  /** The indices of those with the smallest sum over the chosen repeats. */
  private static IntStream smallest(List<double[]> errors, int[] chosen) {
    double[] sums =
        errors.stream()
            .mapToDouble(each -> IntStream.of(chosen).mapToDouble(repeat -> each[repeat]).sum())
            .toArray();
    double least = IntStream.range(0, sums.length).mapToDouble(i -> sums[i]).min().orElseThrow();
    return IntStream.range(0, sums.length).filter(i -> sums[i] < least + ROUNDING);
  }

  /** The best labels at each number of samples of a subclass. */
  static TableSection table(SortedMap<Double, BestLabels> best) {
    List<List<String>> rows = new ArrayList<>();
    best.forEach(
        (at, labels) ->
            rows.add(
                List.of(String.format(Locale.ROOT, "%.0f", at), labels.labels(), labels.shares())));
    return new TableSection(
        "The best labels",
        "The labels with the smallest mean of the easy and the hard error over the repeats, and the"
            + " share of bootstrap resamples of the repeats in which each labels have it. Labels"
            + " with equal errors share the place.",
        List.of(
            Column.numbers("samples of each subclass"),
            Column.words("best labels"),
            Column.words("in how many resamples")),
        rows);
  }
}
