package finegrain.trainer.study.pretraining;

import finegrain.trainer.analysis.Statistics;
import finegrain.trainer.analysis.Statistics.Quartiles;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.study.pretraining.Arm.Kind;
import finegrain.trainer.study.pretraining.TransferResults.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The figures on pretraining by granularity.
 *
 * @param results of the run
 * @param seed of the bootstrap
 */
record TransferFigures(TransferResults results, long seed) {
  private static final String CAUTION =
      "They are hard for networks that were trained on the target's own labels, so all networks"
          + " that err elsewhere do better here, also those of random labels.";

  /** The arms of which each is finer than the one before. */
  static final List<Kind> TREE =
      List.of(Kind.TARGET, Kind.LEVEL, Kind.MERGED, Kind.LEAVES, Kind.SUBLEAVES, Kind.INSTANCES);

  /** Accuracy on a part of the test images by the number of labels of the pretraining. */
  FigureSection granularity(Part part) {
    List<Series> lines = new ArrayList<>();
    flat("target's own labels", Arm.TARGET, SeriesStyle.BLUE, part).ifPresent(lines::add);
    flat("no pretraining", Arm.SCRATCH, SeriesStyle.GREY, part).ifPresent(lines::add);
    byLabels("random labels", List.of(Kind.RANDOM), SeriesStyle.OLIVE, part, lines);
    byLabels("clusters over all", List.of(Kind.OVERALL), SeriesStyle.ORANGE, part, lines);
    byLabels(
        "clusters inside target classes", List.of(Kind.INSIDE), SeriesStyle.GREEN, part, lines);
    byLabels("levels of WordNet", List.of(Kind.WORDNET), SeriesStyle.SKY_BLUE, part, lines);
    byLabels("tree, and finer", TREE, SeriesStyle.VERMILION, part, lines);
    String words =
        switch (part) {
          case ALL -> "";
          case EASY -> " on easy images";
          case HARD -> " on hard images";
        };
    return new FigureSection(
        new LineFigure(
            "granularity" + words.replace(" on ", "-").replace(" images", ""),
            "Target accuracy%s by the number of pretraining labels".formatted(words),
            Axis.logarithmic("labels of the pretraining"),
            Axis.linear("accuracy on the target"),
            false,
            lines),
        caption()
            + switch (part) {
              case ALL -> "";
              case EASY -> of(part);
              case HARD -> of(part) + " " + CAUTION;
            });
  }

  private String of(Part part) {
    return " %d of %d test images.".formatted(results.size(part), results.testImages());
  }

  private String caption() {
    return "Median and quartiles of %d repeats.".formatted(results.repeats());
  }

  /** A line across the figure at the accuracy of an arm. */
  private Optional<Series> flat(String name, Arm arm, SeriesStyle style, Part part) {
    if (!results.arms().contains(arm)) {
      return Optional.empty();
    }
    int[] labels =
        results.trained().stream()
            .filter(one -> one.share() == results.share() && one.arm().kind() != Kind.SCRATCH)
            .mapToInt(TransferResults.Trained::labels)
            .sorted()
            .toArray();
    Point first = point(labels[0], arm, results.share(), part);
    Point last = point(labels[labels.length - 1], arm, results.share(), part);
    return Optional.of(new Series(name, style, List.of(first, last)));
  }

  private void byLabels(
      String name, List<Kind> kinds, SeriesStyle style, Part part, List<Series> lines) {
    List<Point> points =
        results.arms().stream()
            .filter(arm -> kinds.contains(arm.kind()))
            .map(arm -> point(results.first(arm).labels(), arm, results.share(), part))
            .sorted(Comparator.comparingDouble(Point::x))
            .toList();
    if (!points.isEmpty()) {
      lines.add(new Series(name, style, points));
    }
  }

  private Point point(double x, Arm arm, double share, Part part) {
    Quartiles quartiles = Statistics.quartiles(results.accuracies(arm, share, part));
    return new Point(x, quartiles.lower(), quartiles.median(), quartiles.upper());
  }

  /** Accuracy by the share of the target's labels; empty for a single share. */
  Optional<FigureSection> shares() {
    List<Double> shares = results.shares().reversed();
    if (shares.size() < 2) {
      return Optional.empty();
    }
    List<Series> lines = new ArrayList<>();
    List<Kind> shown =
        List.of(Kind.SCRATCH, Kind.TARGET, Kind.LEAVES, Kind.INSIDE, Kind.INSTANCES, Kind.MIXED);
    for (Kind kind : shown) {
      Optional<Arm> arm =
          results.arms().stream().filter(one -> one.kind() == kind).reduce((_, last) -> last);
      SeriesStyle style =
          switch (kind) {
            case TARGET -> SeriesStyle.BLUE;
            case LEAVES -> SeriesStyle.VERMILION;
            case SCRATCH -> SeriesStyle.GREY;
            case INSIDE -> SeriesStyle.GREEN;
            case INSTANCES -> SeriesStyle.ORANGE;
            default -> SeriesStyle.PURPLE;
          };
      arm.ifPresent(
          one ->
              lines.add(
                  new Series(
                      kind == Kind.SCRATCH ? "no pretraining" : one.toString(),
                      style,
                      shares.stream()
                          .map(share -> point(100 * share, one, share, Part.ALL))
                          .toList())));
    }
    double[] ticks = shares.stream().mapToDouble(share -> 100 * share).toArray();
    return Optional.of(
        new FigureSection(
            new LineFigure(
                "target-share",
                "Target accuracy by the share of the target's labels",
                Axis.logarithmic("labels of the target in %", ticks),
                Axis.linear("accuracy on the target"),
                false,
                lines),
            caption()));
  }
}
