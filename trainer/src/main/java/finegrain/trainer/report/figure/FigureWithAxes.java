package finegrain.trainer.report.figure;

/** A figure with one panel, between a horizontal and a vertical axis. */
sealed interface FigureWithAxes extends Figure permits LineFigure, ScatterFigure {

  /** The horizontal axis. */
  Axis x();

  /** The vertical axis, linear or logarithmic. */
  Axis y();

  /** Whether y = 0 is drawn as a line; the axis then includes 0. */
  boolean zeroLine();

  /**
   * Checks a name and a vertical axis.
   *
   * @throws IllegalArgumentException if the name is no file name, or y is an axis of names, or
   *     logarithmic with a zero line
   */
  static void require(String name, Axis y, boolean zeroLine) {
    Figure.requireName(name);
    if (y instanceof Axis.Categories) {
      throw new IllegalArgumentException("the vertical axis must have numbers, not names");
    }
    if (zeroLine && y instanceof Axis.Logarithmic) {
      throw new IllegalArgumentException("a logarithmic axis has no 0");
    }
  }
}
