package finegrain.kernels;

/** The rows of tiles: how rows are divided into tall and short tiles, and copies of rows. */
final class TileRows {
  private static final int HEIGHT = Blocking.ROWS;

  private TileRows() {}

  /**
   * How many rows tall tiles compute. The others are as many as one tile computes, or two short
   * tiles, which are faster than a tall and a short one.
   */
  static int tall(int rows) {
    int others = rows % HEIGHT;
    int tall = rows - others;
    boolean shorter = others > 0 && HEIGHT + others <= 2 * Blocking.SHORT;
    return shorter ? Math.max(0, tall - HEIGHT) : tall;
  }

  /** The height of the next tile below the tall ones. */
  static int height(int rows) {
    return rows > Blocking.SHORT && rows <= HEIGHT ? HEIGHT : Blocking.SHORT;
  }

  /**
   * Copies a block of rows x columns. It uses no vectors: a long product copies so rarely that they
   * would be boxed in its first thousand calls.
   */
  static void copy(
      float[] x, int xAt, int xStep, float[] y, int yAt, int yStep, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, xAt + r * xStep, y, yAt + r * yStep, columns);
    }
  }
}
