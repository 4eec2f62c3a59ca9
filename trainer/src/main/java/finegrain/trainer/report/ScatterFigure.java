package finegrain.trainer.report;

import java.util.List;

/**
 * Points in groups, each with its role's colour and marker.
 *
 * @param name of its files
 * @param title what it shows
 * @param x the horizontal axis
 * @param y the vertical axis, linear or logarithmic
 * @param zeroLine whether y = 0 is drawn as a line; the axis then holds 0
 * @param groups what comes later is drawn above
 */
public record ScatterFigure(
    String name, String title, Axis x, Axis y, boolean zeroLine, List<Group> groups)
    implements Figure {

  /** A point; left out if a number is not finite. */
  public record Dot(double x, double y) {}

  /** Points of one kind, named in the legend. */
  public record Group(String name, Role role, List<Dot> dots) {

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
    Figure.requireName(name);
    if (y instanceof Axis.Categories) {
      throw new IllegalArgumentException("the vertical axis is of numbers");
    }
    if (zeroLine && y instanceof Axis.Logarithmic) {
      throw new IllegalArgumentException("a logarithmic axis has no 0");
    }
    groups = List.copyOf(groups);
  }
}
