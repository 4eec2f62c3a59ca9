package finegrain.trainer.report.figure;

import java.util.List;

/**
 * Points in groups, each with its style's colour and marker.
 *
 * @param name of its file
 * @param title what it shows
 * @param x the horizontal axis
 * @param y the vertical axis, linear or logarithmic
 * @param zeroLine whether y = 0 is drawn as a line; the axis then includes 0
 * @param groups each is drawn above those before it
 */
public record ScatterFigure(
    String name, String title, Axis x, Axis y, boolean zeroLine, List<Group> groups)
    implements FigureWithAxes {

  /** A point. A point with a number that is not finite is left out. */
  public record Dot(double x, double y) {}

  /** Points of one kind, named in the legend. */
  public record Group(String name, SeriesStyle style, List<Dot> dots) {

    public Group {
      dots = List.copyOf(dots);
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the name is no file name, or y is an axis of names, or
   *     logarithmic with a zero line
   */
  public ScatterFigure {
    FigureWithAxes.require(name, y, zeroLine);
    groups = List.copyOf(groups);
  }
}
