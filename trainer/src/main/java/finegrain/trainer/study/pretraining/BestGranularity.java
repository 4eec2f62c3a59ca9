package finegrain.trainer.study.pretraining;

import finegrain.trainer.analysis.Best;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.study.pretraining.TransferResults.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How fine the best labels of a tree are, by the training images of a leaf.
 *
 * @param all the results of each number of training images, two at least
 * @param arms of the tree, each finer than the one before
 * @param best among them, for each number of training images
 * @param seed of the bootstrap
 */
record BestGranularity(List<TransferResults> all, List<Arm> arms, List<Best> best, long seed) {
  /** Empty for one number of training images, and for one labelling. */
  static Optional<BestGranularity> of(List<TransferResults> all, long seed) {
    TransferResults most = all.getLast();
    List<Arm> arms =
        most.arms().stream()
            .filter(arm -> TransferFigures.TREE.contains(arm.kind()))
            .sorted(Comparator.comparingInt(arm -> most.first(arm).labels()))
            .toList();
    if (all.size() < 2 || arms.size() < 2) {
      return Optional.empty();
    }
    List<Best> best =
        all.stream()
            .map(
                results ->
                    Best.of(
                        arms.stream()
                            .map(arm -> results.accuracies(arm, results.share(), Part.ALL))
                            .toList(),
                        seed))
            .toList();
    return Optional.of(new BestGranularity(all, arms, best, seed));
  }

  private static String images(TransferResults results) {
    return results.perClass() == 0 ? "all" : Integer.toString(results.perClass());
  }

  /** The best labels for each number of training images. */
  String sentence() {
    return "By the mean accuracy on the target, the best labels of the tree are, with so many training images of each leaf: %s."
        .formatted(
            IntStream.range(0, all.size())
                .mapToObj(i -> images(all.get(i)) + " " + best.get(i).names(arms))
                .collect(Collectors.joining(", ")));
  }

  /** A figure and a table. */
  List<Section> sections() {
    return List.of(figure(), table());
  }

  private FigureSection figure() {
    List<Series> lines = new ArrayList<>();
    for (TransferResults results : all) {
      lines.add(
          new Series(
              images(results) + " images of a leaf",
              SeriesStyle.other(lines.size()),
              arms.stream().map(arm -> point(results, arm)).toList()));
    }
    return new FigureSection(
        new LineFigure(
            "images-of-a-leaf",
            "Gain by the number of pretraining labels and of training images",
            Axis.logarithmic("labels of the pretraining"),
            Axis.linear("accuracy, difference from the target's own labels"),
            true,
            lines),
        all.getLast().hasIntervals()
            ? "Median of the paired differences, with its 95 % bootstrap interval."
            : "Median of the paired differences.");
  }

  private Point point(TransferResults results, Arm arm) {
    Estimate gain = results.gain(arm, Arm.TARGET, results.share(), Part.ALL, seed);
    double labels = results.first(arm).labels();
    return Double.isNaN(gain.low())
        ? Point.of(labels, gain.value())
        : new Point(labels, gain.low(), gain.value(), gain.high());
  }

  private TableSection table() {
    return new TableSection(
        "The best labels by the training images of a leaf",
        "The labels of the tree with the largest mean accuracy on the target over the repeats, and"
            + " the share of the bootstrap resamples of the repeats in which each labels have it.",
        List.of(
            Column.words("images of a leaf"),
            Column.words("best labels"),
            Column.words("in how many resamples")),
        IntStream.range(0, all.size())
            .mapToObj(
                i ->
                    List.of(
                        images(all.get(i)),
                        best.get(i).names(arms),
                        best.get(i).sharesInWords(arms)))
            .toList());
  }
}
