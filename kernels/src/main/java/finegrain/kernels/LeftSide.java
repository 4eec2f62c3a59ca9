package finegrain.kernels;

/**
 * The left side of a product for one row of tiles and one block of the inner index, as the
 * micro-kernels read it. Rows are packed a tile at a time, chosen rows as they are gathered; a
 * transposed matrix is read where it is, or packed 16 columns at a time.
 */
final class LeftSide {
  private static final int WIDTH = Blocking.LEFT_COLUMNS;

  private final float[] rows = new float[MicroKernels.TALL * MicroKernels.STRIDE];
  private float[] columns = new float[0];
  private int packedColumn;
  private boolean gathered;
  private int gatheredFrom;
  private int gatheredStep;

  // What select() chose.
  float[] array = rows;
  int at;
  int step;

  /**
   * Begins a block of the inner index, from k on: chosen rows of a transposed matrix are gathered
   * here, once for every tile.
   */
  void begin(Product product, int firstRow, int lastRow, int k, int depth) {
    packedColumn = -1;
    gathered = product.transposed == Transposed.LEFT && product.rows.length > 0;
    if (!gathered) {
      return;
    }
    int count = lastRow - firstRow;
    gatheredFrom = firstRow;
    gatheredStep = Math.ceilDiv(count, WIDTH) * WIDTH;
    columns = VectorKernels.grown(columns, Math.multiplyExact(depth, gatheredStep));
    float[] from = product.left.array();
    for (int row = 0; row < depth; row++) {
      int first = product.leftRow(k + row) + firstRow;
      System.arraycopy(from, first, columns, row * gatheredStep, count);
    }
  }

  /**
   * Makes ready rows i.. of the left side, {@code count} of them, and columns k.., {@code depth}.
   */
  void select(Product product, int i, int count, int k, int depth) {
    if (product.transposed != Transposed.LEFT) {
      float[] from = product.left.array();
      for (int r = 0; r < count; r++) {
        System.arraycopy(from, product.leftRow(i + r) + k, rows, r * MicroKernels.STRIDE, depth);
      }
      array = rows;
      at = 0;
    } else if (gathered) {
      array = columns;
      at = i - gatheredFrom;
      step = gatheredStep;
    } else if (mustPack(product, i, k, depth)) {
      if (packedColumn < 0 || i < packedColumn || i >= packedColumn + WIDTH) {
        packColumns(product, i, k, depth);
      }
      array = columns;
      at = i - packedColumn;
      step = WIDTH;
    } else {
      array = product.left.array();
      at = product.left.rowOffset(k) + i;
      step = product.left.stride();
    }
  }

  /** Keeps no array of the caller's alive. */
  void release() {
    array = rows;
  }

  private static boolean mustPack(Product product, int i, int k, int depth) {
    if (depth >= Blocking.LEFT_DEPTH) {
      return true;
    }
    Matrix a = product.left;
    // A tile that hangs over would reach past the array.
    return a.rowOffset(k + depth - 1) + i + Blocking.ROWS > a.array().length;
  }

  private void packColumns(Product product, int i, int k, int depth) {
    packedColumn = i;
    columns = VectorKernels.grown(columns, depth * WIDTH);
    float[] from = product.left.array();
    int count = Math.min(WIDTH, product.left.columns() - i);
    for (int row = 0, to = 0; row < depth; row++, to += WIDTH) {
      int first = product.leftRow(k + row) + i;
      System.arraycopy(from, first, columns, to, count);
    }
  }
}
