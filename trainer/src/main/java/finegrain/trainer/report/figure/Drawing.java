package finegrain.trainer.report.figure;

/**
 * A figure as elements of SVG.
 *
 * @param width in pixels of a screen with 96 an inch
 * @param height in the same
 * @param description what can be seen, for those who cannot see it
 * @param elements without the element around them
 */
record Drawing(double width, double height, String description, String elements) {

  /** Draws a figure. */
  static Drawing of(Figure figure, Layout layout) {
    return switch (figure) {
      case LineFigure lines -> new LineDrawing(lines, layout).drawing();
      case ScatterFigure scatter -> new ScatterDrawing(scatter, layout).drawing();
      case RegionFigure regions -> new RegionDrawing(regions, layout).drawing();
    };
  }
}
