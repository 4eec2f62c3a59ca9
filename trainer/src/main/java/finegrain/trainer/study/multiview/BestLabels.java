package finegrain.trainer.study.multiview;

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
 * @param labels their name
 * @param shares of the bootstrap resamples in which each labels have it, in words
 */
record BestLabels(String labels, String shares) {
  /**
   * The best of some labels.
   *
   * @param errors of each repeat, by the name of the labels
   */
  static BestLabels of(SequencedMap<String, double[]> errors, long seed) {
    List<String> names = List.copyOf(errors.keySet());
    int repeats = errors.firstEntry().getValue().length;
    int[] wins = new int[names.size()];
    Statistics.bootstrap(
        repeats,
        seed,
        chosen -> {
          wins[smallest(errors, chosen)]++;
          return 0;
        });
    int total = IntStream.of(wins).sum();
    String shares =
        IntStream.range(0, wins.length)
            .filter(i -> wins[i] > 0)
            .mapToObj(
                i ->
                    String.format(Locale.ROOT, "%s %.0f %%", names.get(i), 100.0 * wins[i] / total))
            .collect(Collectors.joining(", "));
    return new BestLabels(
        names.get(smallest(errors, IntStream.range(0, repeats).toArray())), shares);
  }

  private static int smallest(SequencedMap<String, double[]> errors, int[] chosen) {
    int best = 0;
    int at = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double[] each : errors.values()) {
      double sum = IntStream.of(chosen).mapToDouble(repeat -> each[repeat]).sum();
      if (sum < least) {
        least = sum;
        best = at;
      }
      at++;
    }
    return best;
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
            + " share of bootstrap resamples of the repeats in which each labels have it.",
        List.of(
            Column.numbers("samples of each subclass"),
            Column.words("best labels"),
            Column.words("in how many resamples")),
        rows);
  }
}
