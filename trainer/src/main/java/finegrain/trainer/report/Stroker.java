package finegrain.trainer.report;

import java.util.ArrayList;
import java.util.List;

/** The area that a pen of some width covers along a line, as convex pieces that turn one way. */
final class Stroker {
  private final Coverage coverage;
  private final double radius;

  Stroker(Coverage coverage, double width) {
    this.coverage = coverage;
    this.radius = width / 2;
  }

  /** A whole line with round corners and ends. */
  void line(double[] line, boolean closed) {
    int points = line.length / 2;
    for (int i = 0; i < points; i++) {
      disc(line[2 * i], line[2 * i + 1]);
      int next = i + 1 < points ? i + 1 : 0;
      if (i + 1 < points || closed) {
        piece(line[2 * i], line[2 * i + 1], line[2 * next], line[2 * next + 1]);
      }
    }
  }

  /** A dashed line, whose dashes have flat ends. */
  void dashed(double[] line, List<Double> dashes) {
    for (double[] dash : cut(line, dashes)) {
      for (int i = 0; i + 3 < dash.length; i += 2) {
        piece(dash[i], dash[i + 1], dash[i + 2], dash[i + 3]);
        if (i > 0) {
          disc(dash[i], dash[i + 1]);
        }
      }
    }
  }

  /** The dashes of a line, each as the points along it. */
  private static List<double[]> cut(double[] line, List<Double> dashes) {
    List<double[]> cut = new ArrayList<>();
    List<Double> dash = new ArrayList<>(List.of(line[0], line[1]));
    int phase = 0;
    double left = dashes.getFirst();
    for (int i = 0; i + 3 < line.length; i += 2) {
      double x = line[i];
      double y = line[i + 1];
      double dx = line[i + 2] - x;
      double dy = line[i + 3] - y;
      double length = Math.sqrt(dx * dx + dy * dy);
      double gone = 0;
      while (length - gone > left) {
        gone += left;
        double atX = x + dx * gone / length;
        double atY = y + dy * gone / length;
        dash.add(atX);
        dash.add(atY);
        end(cut, dash, phase);
        dash = new ArrayList<>(List.of(atX, atY));
        phase = (phase + 1) % dashes.size();
        left = dashes.get(phase);
      }
      left -= length - gone;
      dash.add(line[i + 2]);
      dash.add(line[i + 3]);
    }
    end(cut, dash, phase);
    return cut;
  }

  private static void end(List<double[]> cut, List<Double> dash, int phase) {
    if (phase % 2 == 0 && dash.size() > 2) {
      cut.add(dash.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private void piece(double x0, double y0, double x1, double y1) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = Math.sqrt(dx * dx + dy * dy);
    if (length == 0) {
      return;
    }
    double nx = -dy / length * radius;
    double ny = dx / length * radius;
    coverage.add(
        new double[] {x0 + nx, y0 + ny, x0 - nx, y0 - ny, x1 - nx, y1 - ny, x1 + nx, y1 + ny});
  }

  private void disc(double x, double y) {
    int corners = radius < 1.5 ? 8 : radius < 4 ? 16 : 32;
    coverage.add(Outline.regular(corners, x, y, radius, 1, 0).lines().getFirst());
  }
}
