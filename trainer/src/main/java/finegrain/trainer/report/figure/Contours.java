package finegrain.trainer.report.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * The borders of a set of cells in a grid, smoothed to hide the steps between cells. If rows grow
 * upwards, a border goes counterclockwise around its cells and clockwise around a hole.
 */
final class Contours {
  private static final int ROUNDS = 6;

  /** East, north, west, south. */
  private static final int[] COLUMN_STEP = {1, 0, -1, 0};

  private static final int[] ROW_STEP = {0, 1, 0, -1};

  private final int rows;
  private final int columns;

  /** Whether a border leaves a corner of the grid in a direction: [corner][direction]. */
  private final boolean[][] leaves;

  /** A set of cells. */
  interface Cells {
    boolean contain(int row, int column);
  }

  private Contours(int rows, int columns, Cells cells) {
    this.rows = rows;
    this.columns = columns;
    leaves = new boolean[(rows + 1) * (columns + 1)][4];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (cells.contain(row, column)) {
          leaves[corner(row, column)][0] |= row == 0 || !cells.contain(row - 1, column);
          leaves[corner(row, column + 1)][1] |=
              column == columns - 1 || !cells.contain(row, column + 1);
          leaves[corner(row + 1, column + 1)][2] |=
              row == rows - 1 || !cells.contain(row + 1, column);
          leaves[corner(row + 1, column)][3] |= column == 0 || !cells.contain(row, column - 1);
        }
      }
    }
  }

  /** The borders. Each has the corners' column, row, column, row, ... in cells. */
  static List<double[]> of(int rows, int columns, Cells cells) {
    Contours contours = new Contours(rows, columns, cells);
    List<double[]> loops = new ArrayList<>();
    for (int corner = 0; corner < contours.leaves.length; corner++) {
      for (int direction = 0; direction < 4; direction++) {
        if (contours.leaves[corner][direction]) {
          loops.add(contours.smooth(contours.follow(corner, direction)));
        }
      }
    }
    return loops;
  }

  private int corner(int row, int column) {
    return row * (columns + 1) + column;
  }

  private double[] follow(int start, int firstDirection) {
    List<Integer> corners = new ArrayList<>();
    int at = start;
    int direction = firstDirection;
    while (leaves[at][direction]) {
      leaves[at][direction] = false;
      corners.add(at);
      at += ROW_STEP[direction] * (columns + 1) + COLUMN_STEP[direction];
      // Left first: cells that touch at a corner only are not joined.
      for (int turn : new int[] {1, 0, 3}) {
        int next = (direction + turn) % 4;
        if (leaves[at][next]) {
          direction = next;
          break;
        }
      }
    }
    double[] loop = new double[2 * corners.size()];
    for (int i = 0; i < corners.size(); i++) {
      loop[2 * i] = corners.get(i) % (columns + 1);
      loop[2 * i + 1] = corners.get(i) / (columns + 1);
    }
    return loop;
  }

  /** Moves each corner to a weighted mean with its neighbours, except at the edge of the grid. */
  private double[] smooth(double[] loop) {
    double[] now = loop;
    for (int round = 0; round < ROUNDS; round++) {
      double[] next = now.clone();
      for (int i = 0; i < now.length; i += 2) {
        if (!isAtEdge(now[i], now[i + 1])) {
          int before = (i + now.length - 2) % now.length;
          int after = (i + 2) % now.length;
          next[i] = (now[before] + 2 * now[i] + now[after]) / 4;
          next[i + 1] = (now[before + 1] + 2 * now[i + 1] + now[after + 1]) / 4;
        }
      }
      now = next;
    }
    return straightened(now);
  }

  private boolean isAtEdge(double column, double row) {
    return column == 0 || column == columns || row == 0 || row == rows;
  }

  /** Leaves out corners within a fiftieth of a cell of the line between their neighbours. */
  private static double[] straightened(double[] loop) {
    List<Double> kept = new ArrayList<>(List.of(loop[0], loop[1]));
    for (int i = 2; i < loop.length; i += 2) {
      int after = (i + 2) % loop.length;
      double x = kept.get(kept.size() - 2);
      double y = kept.getLast();
      double dx = loop[after] - x;
      double dy = loop[after + 1] - y;
      double off = Math.abs(dx * (loop[i + 1] - y) - dy * (loop[i] - x));
      if (off > 0.02 * Math.sqrt(dx * dx + dy * dy)) {
        kept.add(loop[i]);
        kept.add(loop[i + 1]);
      }
    }
    return kept.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
