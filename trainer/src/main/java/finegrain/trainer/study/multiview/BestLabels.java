package finegrain.trainer.study.multiview;

import finegrain.trainer.analysis.Best;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TableSection.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.stream.DoubleStream;

/**
 * The labels with the smallest mean error.
 *
 * @param labels their name, or the names of all that have it
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
    Best best =
        Best.of(
            errors.values().stream()
                .map(each -> DoubleStream.of(each).map(error -> -error).toArray())
                .toList(),
            seed);
    return new BestLabels(best.names(names), best.sharesInWords(names));
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
