package finegrain.trainer.report.figure;

/** Polylines as the path data of SVG: the text of the attribute {@code d}. */
final class PathData {

  private PathData() {}

  /** A line through x, y, x, y, ... in pixels. */
  static String open(double... line) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < line.length; i += 2) {
      path.append(i == 0 ? 'M' : i == 2 ? 'L' : ' ');
      path.append(Numbers.coordinate(line[i])).append(' ').append(Numbers.coordinate(line[i + 1]));
    }
    // A line of one point is visible only if it has a segment.
    return path.append(line.length == 2 ? "h0" : "").toString();
  }

  /** The border of an area through x, y, x, y, ... and back to the first point, in pixels. */
  static String closed(double... line) {
    return open(line) + "Z";
  }

  static String rectangle(double left, double top, double width, double height) {
    double right = left + width;
    double bottom = top + height;
    return closed(left, top, right, top, right, bottom, left, bottom);
  }

  /** A regular polygon, or a star if every second corner is nearer: at factor times the radius. */
  static String regular(
      int corners, double x, double y, double radius, double factor, double turnDegrees) {
    double[] line = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = StrictMath.toRadians(360.0 * i / corners);
      double distance = i % 2 == 0 ? 1 : factor;
      line[2 * i] = distance * StrictMath.cos(angle);
      line[2 * i + 1] = distance * StrictMath.sin(angle);
    }
    return placed(line, x, y, radius, turnDegrees);
  }

  /** A border around the origin, scaled, turned, and moved to x, y. */
  static String placed(double[] line, double x, double y, double scale, double turnDegrees) {
    double angle = StrictMath.toRadians(turnDegrees);
    double cos = scale * StrictMath.cos(angle);
    double sin = scale * StrictMath.sin(angle);
    double[] to = new double[line.length];
    for (int i = 0; i < line.length; i += 2) {
      to[i] = x + cos * line[i] - sin * line[i + 1];
      to[i + 1] = y + sin * line[i] + cos * line[i + 1];
    }
    return closed(to);
  }
}
