package finegrain.trainer.report.figure;

/**
 * A figure as elements of SVG.
 *
 * @param width in CSS pixels, 96 per inch
 * @param height in CSS pixels
 * @param description of what the figure shows, for readers who cannot see it
 * @param elements without the surrounding {@code svg} element
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
