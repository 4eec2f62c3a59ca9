package finegrain.trainer.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of straight pieces: open ones to draw along, or closed ones around an area. An area lies
 * where a line goes around it, and a hole where another goes around the other way.
 *
 * @param lines each x, y, x, y, ... in pixels
 */
record Outline(List<double[]> lines, boolean closed) {

  static Outline open(double... line) {
    return new Outline(List.of(line), false);
  }

  static Outline around(double... line) {
    return new Outline(List.of(line), true);
  }

  static Outline rectangle(double left, double top, double width, double height) {
    return around(left, top, left + width, top, left + width, top + height, left, top + height);
  }

  /** A regular polygon, or a star if every second corner is nearer: at factor times the radius. */
  static Outline regular(
      int corners, double x, double y, double radius, double factor, double turnDegrees) {
    double[] line = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = StrictMath.toRadians(turnDegrees + 360.0 * i / corners);
      double distance = i % 2 == 0 ? radius : radius * factor;
      line[2 * i] = x + distance * StrictMath.cos(angle);
      line[2 * i + 1] = y + distance * StrictMath.sin(angle);
    }
    return around(line);
  }

  /** The same, moved and then turned around the origin's new place, and larger by the scale. */
  Outline moved(double dx, double dy, double scale, double turnDegrees) {
    double angle = StrictMath.toRadians(turnDegrees);
    double cos = turnDegrees == 0 ? scale : scale * StrictMath.cos(angle);
    double sin = turnDegrees == 0 ? 0 : scale * StrictMath.sin(angle);
    List<double[]> moved = new ArrayList<>(lines.size());
    for (double[] line : lines) {
      double[] to = new double[line.length];
      for (int i = 0; i < line.length; i += 2) {
        to[i] = dx + cos * line[i] - sin * line[i + 1];
        to[i + 1] = dy + sin * line[i] + cos * line[i + 1];
      }
      moved.add(to);
    }
    return new Outline(moved, closed);
  }
}
