package finegrain.trainer.report;

/** Draws figures. */
final class Drawing {

  private Drawing() {}

  static Picture of(Figure figure, Layout layout) {
    return switch (figure) {
      case LineFigure lines -> new LineDrawing(lines, layout).picture();
      case ScatterFigure scatter -> ScatterDrawing.picture(scatter, layout);
      case RegionFigure regions -> new RegionDrawing(regions, layout).picture();
    };
  }
}
