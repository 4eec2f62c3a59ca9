package finegrain.trainer.report.figure;

import java.util.List;

/**
 * Lines, each with a band from the lower to the upper quartile. If the horizontal axis is of names,
 * the figure has points with whiskers instead.
 *
 * @param name of its file
 * @param title what it shows
 * @param x the horizontal axis
 * @param y the vertical axis, linear or logarithmic
 * @param zeroLine whether y = 0 is drawn as a line; the axis then includes 0
 * @param series the lines; each is drawn above those before it
 */
public record LineFigure(
    String name, String title, Axis x, Axis y, boolean zeroLine, List<Series> series)
    implements FigureWithAxes {

  /** The dash pattern of a line. */
  public enum Dash {
    SOLID,
    DASHED,
    DOTTED,
    DASH_DOTTED
  }

  /**
   * A point of a line. A point with a number that is not finite is left out and breaks the line.
   *
   * @param low the lower end of the band or whisker, such as the lower quartile
   * @param high its upper end
   */
  public record Point(double x, double low, double median, double high) {

    /** A point without a band. */
    public static Point of(double x, double y) {
      return new Point(x, y, y, y);
    }

    boolean isFinite() {
      return Double.isFinite(x)
          && Double.isFinite(low)
          && Double.isFinite(median)
          && Double.isFinite(high);
    }
  }

  /**
   * A line.
   *
   * @param name in the legend, or at the line's end
   * @param points by rising x
   */
  public record Series(String name, SeriesStyle style, Dash dash, List<Point> points) {

    public Series {
      points = List.copyOf(points);
    }

    /** A line with the dash of its style. */
    public Series(String name, SeriesStyle style, List<Point> points) {
      this(name, style, style.dash, points);
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the name is no file name, or y is an axis of names, or
   *     logarithmic with a zero line, or a point on an axis of names is not at one
   */
  public LineFigure {
    FigureWithAxes.require(name, y, zeroLine);
    series = List.copyOf(series);
    if (x instanceof Axis.Categories categories) {
      for (Series line : series) {
        for (Point point : line.points()) {
          if (point.x() != Math.rint(point.x())
              || point.x() < 0
              || point.x() >= categories.names().size()) {
            throw new IllegalArgumentException(
                "x = %s is not the place of one of %s names"
                    .formatted(point.x(), categories.names().size()));
          }
        }
      }
    }
  }
}
