package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Results.Setting;
import finegrain.trainer.analysis.Statistics;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Statistics.Quartiles;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The figures of several kinds of questions. */
final class ComparisonFigures {
  private static final String ACCURACY = "accuracy on the coarse labels of the test set";
  private static final int MOST_CURVES = 6;

  private ComparisonFigures() {}

  /** The style of a target among all targets of its figure. */
  private static SeriesStyle style(Target target, List<Target> all) {
    return switch (target) {
      case Target.Coarse _ -> SeriesStyle.BLUE;
      case Target.Fine _ -> SeriesStyle.VERMILION;
      default ->
          SeriesStyle.other(
              all.stream()
                  .filter(one -> !(one instanceof Target.Coarse || one instanceof Target.Fine))
                  .toList()
                  .indexOf(target));
    };
  }

  /** The targets, in the order of the rows. */
  static List<Target> targets(List<Results.Row> rows) {
    return rows.stream().map(row -> row.spec().target()).distinct().toList();
  }

  /** Median and quartiles of the test accuracy along an axis, a line for each target. */
  static FigureSection accuracyByTarget(
      String name,
      String title,
      Axis axis,
      List<Results.Row> rows,
      ToDoubleFunction<Results.Row> x) {
    List<Target> targets = targets(rows);
    List<Series> lines = new ArrayList<>();
    for (Target target : targets) {
      lines.add(
          new Series(
              Wording.target(target),
              style(target, targets),
              points(rows.stream().filter(row -> row.has(target)).toList(), x)));
    }
    return accuracy(name, title, axis, lines);
  }

  /** The same, a line for each number of samples and capacity. */
  static FigureSection accuracyBySetting(
      String name,
      String title,
      Axis axis,
      List<Results.Row> rows,
      ToDoubleFunction<Results.Row> x) {
    Map<String, List<Results.Row>> settings = new LinkedHashMap<>();
    rows.forEach(
        row ->
            settings
                .computeIfAbsent(Wording.sizes(row.setting()), _ -> new ArrayList<>())
                .add(row));
    List<Series> lines = new ArrayList<>();
    settings.forEach(
        (setting, members) ->
            lines.add(new Series(setting, SeriesStyle.other(lines.size()), points(members, x))));
    return accuracy(name, title, axis, lines);
  }

  private static FigureSection accuracy(String name, String title, Axis axis, List<Series> lines) {
    return new FigureSection(
        new LineFigure(name, title, axis, Axis.linear(ACCURACY), false, lines),
        "Median and quartiles over the repeats.");
  }

  /** Median and quartiles of the test accuracy at each x. */
  private static List<Point> points(List<Results.Row> rows, ToDoubleFunction<Results.Row> x) {
    SortedMap<Double, List<Results.Row>> byX = new TreeMap<>();
    rows.forEach(row -> byX.computeIfAbsent(x.applyAsDouble(row), _ -> new ArrayList<>()).add(row));
    List<Point> points = new ArrayList<>();
    byX.forEach(
        (at, members) -> {
          Quartiles quartiles =
              Statistics.quartiles(
                  members.stream().mapToDouble(Results.Row::testAccuracy).toArray());
          points.add(new Point(at, quartiles.lower(), quartiles.median(), quartiles.upper()));
        });
    return points;
  }

  /** The paired differences along an axis, with their intervals. */
  static FigureSection difference(
      String title,
      Axis axis,
      List<Comparison> comparisons,
      Function<Comparison, String> line,
      ToDoubleFunction<Comparison> x) {
    return difference("difference", title, axis, byLine(comparisons, line), x, "");
  }

  /**
   * The same with the comparisons of each line; one may lie on several lines.
   *
   * @param note after the caption
   */
  static FigureSection difference(
      String name,
      String title,
      Axis axis,
      Map<String, List<Comparison>> byLine,
      ToDoubleFunction<Comparison> x,
      String note) {
    List<Comparison> comparisons = byLine.values().stream().flatMap(List::stream).toList();
    List<Series> lines = lines(byLine, x, 0);
    boolean intervals = comparisons.stream().allMatch(Comparison::hasInterval);
    return new FigureSection(
        new LineFigure(name, title, axis, Axis.linear("difference in accuracy"), true, lines),
        (intervals
                ? "Median of the paired differences, with its 95 % bootstrap interval."
                : "Median of the paired differences.")
            + note);
  }

  /**
   * The paired differences as lines.
   *
   * @param line the name of a comparison's line
   * @param before how many lines the figure has already
   */
  static List<Series> lines(
      List<Comparison> comparisons,
      Function<Comparison, String> line,
      ToDoubleFunction<Comparison> x,
      int before) {
    return lines(byLine(comparisons, line), x, before);
  }

  private static Map<String, List<Comparison>> byLine(
      List<Comparison> comparisons, Function<Comparison, String> line) {
    Map<String, List<Comparison>> byLine = new LinkedHashMap<>();
    comparisons.forEach(
        one -> byLine.computeIfAbsent(line.apply(one), _ -> new ArrayList<>()).add(one));
    return byLine;
  }

  private static List<Series> lines(
      Map<String, List<Comparison>> byLine, ToDoubleFunction<Comparison> x, int before) {
    List<Target> targets =
        byLine.values().stream().flatMap(List::stream).map(Comparison::target).distinct().toList();
    boolean byTarget =
        before == 0
            && byLine.size() == targets.size()
            && byLine.values().stream()
                .allMatch(
                    members -> members.stream().map(Comparison::target).distinct().count() == 1);
    List<Series> lines = new ArrayList<>();
    byLine.forEach(
        (label, members) ->
            lines.add(
                new Series(
                    label,
                    byTarget
                        ? style(members.getFirst().target(), targets)
                        : SeriesStyle.other(before + lines.size()),
                    members.stream()
                        .sorted(Comparator.comparingDouble(x))
                        .map(one -> point(x.applyAsDouble(one), one))
                        .toList())));
    return lines;
  }

  static Point point(double x, Comparison comparison) {
    Estimate difference = comparison.difference();
    return comparison.hasInterval()
        ? new Point(x, difference.low(), difference.value(), difference.high())
        : Point.of(x, difference.value());
  }

  /** At most six models of the first repeat with the first number of samples and capacity. */
  static List<Results.Row> first(List<Results.Row> rows) {
    String first = Wording.sizes(rows.getFirst().setting());
    return rows.stream()
        .filter(row -> row.spec().repeat() == 0)
        .filter(row -> Wording.sizes(row.setting()).equals(first))
        .limit(MOST_CURVES)
        .toList();
  }

  /** Accuracy over the epochs, a line with a name for each model; a setting has its own dash. */
  static Section learningCurves(List<Results.Row> rows, Function<Results.Row, String> name) {
    List<Target> targets = targets(rows);
    List<Series> lines = new ArrayList<>();
    List<Setting> settings = rows.stream().map(Results.Row::setting).distinct().toList();
    List<LineFigure.Dash> dashes =
        List.of(LineFigure.Dash.SOLID, LineFigure.Dash.DASHED, LineFigure.Dash.DOTTED);
    for (Results.Row row : rows) {
      List<Point> points = new ArrayList<>();
      for (int epoch = 0; epoch < row.epochs().size(); epoch++) {
        points.add(Point.of(epoch + 1, row.epochs().get(epoch).validation().coarseAccuracy()));
      }
      lines.add(
          new Series(
              name.apply(row),
              style(row.spec().target(), targets),
              dashes.get(Math.min(settings.indexOf(row.setting()), dashes.size() - 1)),
              points));
    }
    String title = "Learning curves of the first repeat";
    return new FigureSection(
        new LineFigure(
            "learning-curves",
            title,
            Axis.linear("epoch"),
            Axis.linear("accuracy on the coarse labels of the validation set"),
            false,
            lines),
        "Accuracy after each epoch, until the training stopped.");
  }
}
