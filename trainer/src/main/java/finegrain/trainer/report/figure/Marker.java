package finegrain.trainer.report.figure;

import java.util.List;

/** The marker of a point, so that readers can tell groups apart without colours. */
enum Marker {
  DISC,
  SQUARE,
  TRIANGLE,
  DIAMOND,
  CROSS,
  TRIANGLE_DOWN,
  PLUS,
  STAR;

  private static final List<Marker> ALL = List.of(values());
  private static final double HALO = 1.2;

  /** A cross of arms as long as 1. */
  private static final double[] ARMS = {
    -0.36, -1, 0.36, -1, 0.36, -0.36, 1, -0.36, 1, 0.36, 0.36, 0.36, 0.36, 1, -0.36, 1, -0.36, 0.36,
    -1, 0.36, -1, -0.36, -0.36, -0.36
  };

  /** The i-th marker, counted from 0, in an endless cycle. */
  static Marker of(int i) {
    return ALL.get(i % ALL.size());
  }

  /** Draws the marker with a thin border of the paper's colour. */
  void drawWithHalo(Svg svg, double x, double y, double radius, Colour colour) {
    draw(svg, x, y, radius + HALO, Colour.PAPER, 1);
    draw(svg, x, y, radius, colour, 1);
  }

  /** Draws the marker without a border. All markers look as large as a disc of the radius. */
  void draw(Svg svg, double x, double y, double radius, Colour colour, double opacity) {
    switch (this) {
      case DISC -> svg.disc(x, y, radius, colour, opacity);
      case SQUARE -> svg.area(PathData.regular(4, x, y, radius * 1.25, 1, 45), colour, opacity);
      case TRIANGLE ->
          svg.area(PathData.regular(3, x, y + radius * 0.2, radius * 1.4, 1, -90), colour, opacity);
      case DIAMOND -> svg.area(PathData.regular(4, x, y, radius * 1.4, 1, 0), colour, opacity);
      case CROSS -> svg.area(PathData.placed(ARMS, x, y, radius * 1.25, 45), colour, opacity);
      case TRIANGLE_DOWN ->
          svg.area(PathData.regular(3, x, y - radius * 0.2, radius * 1.4, 1, 90), colour, opacity);
      case PLUS -> svg.area(PathData.placed(ARMS, x, y, radius * 1.25, 0), colour, opacity);
      case STAR -> svg.area(PathData.regular(10, x, y, radius * 1.45, 0.45, -90), colour, opacity);
    }
  }
}
