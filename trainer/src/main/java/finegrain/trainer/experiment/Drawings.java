package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.Table;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.statistics.Statistics;
import finegrain.trainer.statistics.Statistics.Estimate;
import finegrain.trainer.statistics.Statistics.Quartiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Figures, tables and words that several experiments share. */
final class Drawings {
  static final String ACCURACY = "accuracy on the coarse labels of the test set";
  static final String DIFFERENCE = "difference of accuracy";

  private Drawings() {}

  /** The role of a target among those that are drawn together. */
  static SeriesStyle role(Target target, List<Target> all) {
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

  static List<Target> targets(List<Results.Row> rows) {
    return rows.stream().map(row -> row.spec().target()).distinct().toList();
  }

  /** Median and quartiles of the test accuracy of each target over an axis. */
  static FigureSection accuracy(
      String name,
      String title,
      Axis axis,
      List<Results.Row> rows,
      ToDoubleFunction<Results.Row> x) {
    List<Target> targets = targets(rows);
    List<Series> series = new ArrayList<>();
    for (Target target : targets) {
      List<Point> points = accuracies(rows.stream().filter(row -> row.has(target)).toList(), x);
      series.add(new Series(words(target), role(target, targets), points));
    }
    return new FigureSection(
        title,
        new LineFigure(name, title, axis, Axis.linear(ACCURACY), false, series),
        "Median over the repeats, and the band between the quartiles.");
  }

  /** Median and quartiles of the test accuracy at each place of an axis. */
  static List<Point> accuracies(List<Results.Row> rows, ToDoubleFunction<Results.Row> x) {
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

  /** The paired difference of each target from the coarse models, with its interval. */
  static FigureSection difference(
      String name,
      String title,
      Axis axis,
      List<Comparison> comparisons,
      Function<Comparison, String> series,
      ToDoubleFunction<Comparison> x) {
    Map<String, List<Comparison>> bySeries = new LinkedHashMap<>();
    comparisons.forEach(
        one -> bySeries.computeIfAbsent(series.apply(one), _ -> new ArrayList<>()).add(one));
    List<Target> targets = comparisons.stream().map(Comparison::target).distinct().toList();
    List<Series> lines = new ArrayList<>();
    bySeries.forEach(
        (label, members) -> {
          SeriesStyle role =
              bySeries.size() == targets.size()
                  ? role(members.getFirst().target(), targets)
                  : SeriesStyle.other(lines.size());
          lines.add(
              new Series(
                  label,
                  role,
                  members.stream()
                      .sorted(Comparator.comparingDouble(x))
                      .map(one -> point(x.applyAsDouble(one), one))
                      .toList()));
        });
    boolean intervals = comparisons.stream().allMatch(Comparison::hasInterval);
    return new FigureSection(
        title,
        new LineFigure(name, title, axis, Axis.linear(DIFFERENCE), true, lines),
        intervals
            ? "Median of the paired differences, with its 95 % bootstrap interval."
            : "Median of the paired differences.");
  }

  private static Point point(double x, Comparison comparison) {
    Estimate difference = comparison.difference();
    return comparison.hasInterval()
        ? new Point(x, difference.low(), difference.value(), difference.high())
        : Point.of(x, difference.value());
  }

  /** A column of the table of comparisons. */
  private record Cell(Table.Column column, Function<Comparison, String> text) {}

  /** One row for each comparison; a setting that is the same in all has no column. */
  static TableSection table(List<Comparison> comparisons) {
    Comparison first = comparisons.getFirst();
    String reference = words(first.reference());
    boolean fineOnly = comparisons.stream().allMatch(one -> one.target().equals(Target.FINE));
    List<Cell> cells = new ArrayList<>();
    List<String> same = new ArrayList<>();
    if (vary(comparisons, Comparison::perClass)) {
      cells.add(number("a class", one -> Integer.toString(one.perClass())));
    } else {
      same.add(first.perClass() + " training samples of each fine class");
    }
    if (vary(comparisons, Comparison::width)) {
      cells.add(number("units", one -> Integer.toString(one.width())));
    } else {
      same.add(first.width() + " hidden units");
    }
    if (vary(comparisons, Comparison::map)) {
      cells.add(new Cell(Table.Column.words("map"), Comparison::map));
    }
    if (!fineOnly) {
      cells.add(new Cell(Table.Column.words("trained on"), one -> words(one.target())));
    }
    cells.add(number(reference + ", train", one -> four(one.coarseTrain().median())));
    cells.add(number(reference, one -> four(one.coarse().median())));
    cells.add(number(fineOnly ? "fine" : "other", one -> four(one.other().median())));
    cells.add(number("difference", one -> signed(one.difference().value())));
    cells.add(number("95 % interval", one -> one.hasInterval() ? interval(one.difference()) : "-"));
    cells.add(new Cell(Table.Column.words("favours"), one -> one.isDecided() ? words(one) : "-"));
    same.add(first.repeats() + " repeats");
    return new TableSection(
        "Comparisons",
        new Table(
            cells.stream().map(Cell::column).toList(),
            comparisons.stream()
                .map(one -> cells.stream().map(cell -> cell.text().apply(one)).toList())
                .toList()),
        ("%s. Accuracies on the coarse labels of the test set, medians over the repeats; \"%s,"
             + " train\" is that of these models on their training set. The difference is paired,"
             + " and a side is favoured only where its interval excludes 0.")
            .formatted(String.join(", ", same), reference));
  }

  private static Cell number(String title, Function<Comparison, String> text) {
    return new Cell(Table.Column.numbers(title), text);
  }

  private static boolean vary(List<Comparison> comparisons, Function<Comparison, Object> value) {
    return comparisons.stream().map(value).distinct().count() > 1;
  }

  private static String words(Comparison decided) {
    return words(decided.difference().low() > 0 ? decided.target() : decided.reference());
  }

  /** The learning curves of the models of the first repeat in a setting or two. */
  static Section learningCurves(
      String name, List<Results.Row> rows, Function<ModelName, String> label) {
    List<Target> targets = targets(rows);
    List<Series> lines = new ArrayList<>();
    List<String> settings = rows.stream().map(Drawings::setting).distinct().toList();
    List<LineFigure.Dash> dashes =
        List.of(LineFigure.Dash.SOLID, LineFigure.Dash.DASHED, LineFigure.Dash.DOTTED);
    for (Results.Row row : rows) {
      List<Point> points = new ArrayList<>();
      for (int epoch = 0; epoch < row.epochs().size(); epoch++) {
        points.add(Point.of(epoch + 1, row.epochs().get(epoch).validation().coarseAccuracy()));
      }
      lines.add(
          new Series(
              label.apply(new ModelName(row)),
              role(row.spec().target(), targets),
              dashes.get(Math.min(settings.indexOf(setting(row)), dashes.size() - 1)),
              points));
    }
    String title = "Learning curves of the first repeat";
    return new FigureSection(
        title,
        new LineFigure(
            name,
            title,
            Axis.linear("epoch"),
            Axis.linear("accuracy on the coarse labels of the validation set"),
            false,
            lines),
        "After each epoch, until the training stopped.");
  }

  private static String setting(Results.Row row) {
    return "%d %d %s".formatted(row.spec().width(), row.spec().perClass(), row.spec().map());
  }

  /** What a curve is named by. */
  record ModelName(Results.Row row) {
    String target() {
      return words(row.spec().target());
    }

    String map() {
      return row.spec().map();
    }
  }

  /** A target for people. */
  static String words(Target target) {
    return switch (target) {
      case Target.Coarse _ -> "coarse";
      case Target.Fine _ -> "fine";
      case Target.Matched _ -> "coarse, matched parameters";
      case Target.Level(int level) -> "level " + level;
      case Target.Blended blended -> blended.toString().replace("=", " ").replace(":", ", ");
      case Target.Inferred(int clusters) -> clusters + " clusters a class";
    };
  }

  static String four(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }

  static String interval(Estimate estimate) {
    return signed(estimate.low()) + " to " + signed(estimate.high());
  }

  /** A difference in words: "+0.0123 (95 % interval +0.0100 to +0.0150, 10 repeats)". */
  static String inWords(Estimate estimate, int repeats) {
    return "%s (95 %% interval %s, %d repeats)"
        .formatted(signed(estimate.value()), interval(estimate), repeats);
  }
}
