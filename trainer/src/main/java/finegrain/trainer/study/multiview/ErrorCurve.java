package finegrain.trainer.study.multiview;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Statistics.Quartiles;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.study.StudyResults.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Statistics of the repeats, as the reports of the multi-view model write and draw them. */
final class ErrorCurve {
  private ErrorCurve() {}

  /** The values of a column, one of each line. */
  static double[] values(List<Line> lines, String column) {
    return lines.stream().mapToDouble(line -> line.number(column)).toArray();
  }

  /** The median of a column and its interval. */
  static Estimate median(List<Line> lines, String column, long seed) {
    return Statistics.median(values(lines, column), seed);
  }

  /** Median and quartiles of a column at each x. */
  static List<Point> points(List<Line> lines, ToDoubleFunction<Line> x, String column) {
    SortedMap<Double, List<Line>> byX = new TreeMap<>();
    lines.forEach(
        line -> byX.computeIfAbsent(x.applyAsDouble(line), _ -> new ArrayList<>()).add(line));
    List<Point> points = new ArrayList<>();
    byX.forEach((at, members) -> points.add(point(at, members, column)));
    return points;
  }

  /** Median and quartiles of a column. */
  static Point point(double x, List<Line> lines, String column) {
    Quartiles quartiles = Statistics.quartiles(values(lines, column));
    return new Point(x, quartiles.lower(), quartiles.median(), quartiles.upper());
  }

  /** A median with its quartiles, if they differ, for a table. */
  static String quartiles(List<Line> lines, String column) {
    Quartiles quartiles = Statistics.quartiles(values(lines, column));
    return quartiles.lower() == quartiles.upper()
        ? number(quartiles.median())
        : "%s (%s to %s)"
            .formatted(
                number(quartiles.median()), number(quartiles.lower()), number(quartiles.upper()));
  }

  /** An estimate for a sentence, with its interval unless there are too few repeats for one. */
  static String interval(Estimate estimate, int repeats) {
    return repeats < Comparison.LEAST_REPEATS
        ? number(estimate.value())
        : "%s (%s to %s)"
            .formatted(number(estimate.value()), number(estimate.low()), number(estimate.high()));
  }

  /** Three places. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
