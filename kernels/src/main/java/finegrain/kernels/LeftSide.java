package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;

/**
 * The left side of a product for some rows and one block of the inner index, as the micro-kernels
 * read it. Rows are packed, chosen rows as they are gathered, unless few panels will read them or
 * they lie as if they were packed; a transposed matrix is read where it is, or its columns are
 * packed. Where some columns of the product are done crosswise, rows are transposed.
 */
final class LeftSide {
  private float[] rows = new float[Blocking.GROUP * MicroKernels.STRIDE];

  /** From the element {@link Matrix#LEAD} on, which begins a cache line. */
  private float[] columns = new float[0];

  private final Transposition transposition;

  /** Where the rows of a group begin that are transposed. */
  private final int[] starts = new int[Blocking.GROUP];

  private boolean gathered;
  private int gatheredFrom;
  private int gatheredStep;

  // What select() chose.
  float[] array = rows;

  /** Whether rows are read where they are: whole tiles only, and none beyond the last row. */
  boolean inPlace;

  /** Whether rows are {@link MicroKernels#STRIDE} elements apart, here or where they are. */
  boolean packed;

  /** Whether the elements of a column follow each other. */
  boolean byColumn;

  private int first;

  /** Elements from one row of the output to the next. */
  private int rowStep;

  /** Elements from row to row of the matrix that is read in place. */
  int step;

  LeftSide(Transposition transposition) {
    this.transposition = transposition;
  }

  /**
   * Whether {@link #select} can make columns of the left side into vectors, at a price that pays.
   */
  static boolean servesCrosswise(Product product) {
    return switch (product.transposed) {
      case LEFT -> true;
      case RIGHT -> false;
      case NONE ->
          Transposition.FAST
              && (product.rows.length > 0 || product.left.stride() != MicroKernels.STRIDE);
    };
  }

  /**
   * Begins a block of the inner index, from k on: chosen rows of a transposed matrix are gathered
   * here, once for every tile.
   */
  void begin(Product product, int firstRow, int lastRow, int k, int depth) {
    gathered = product.transposed == Transposed.LEFT && product.rows.length > 0;
    if (!gathered) {
      return;
    }
    gatheredFrom = firstRow;
    gatheredStep = Math.ceilDiv(lastRow - firstRow, Blocking.LINE) * Blocking.LINE;
    packColumns(product, firstRow, lastRow - firstRow, gatheredStep, k, depth);
  }

  /**
   * Makes ready rows i.. of the left side, {@code count} of them, and columns k.., {@code depth}.
   *
   * @param panels how often they will be read
   * @param crosswise whether columns of rows will be read as vectors
   */
  void select(Product product, int i, int count, int k, int depth, int panels, boolean crosswise) {
    inPlace = false;
    byColumn = crosswise || product.transposed == Transposed.LEFT;
    if (!byColumn) {
      packed = product.left.stride() == MicroKernels.STRIDE;
      if (product.rows.length == 0 && (packed || panels <= Blocking.IN_PLACE_PANELS)) {
        inPlace = true;
        array = product.left.array();
        first = product.left.rowOffset(i) + k;
        step = product.left.stride();
        rowStep = step;
        return;
      }
      int whole = Math.ceilDiv(count, MicroKernels.TALL) * MicroKernels.TALL;
      rows = VectorKernels.grown(rows, whole * MicroKernels.STRIDE);
      packRows(product, i, count, k, depth);
      packed = true;
      array = rows;
      first = 0;
      rowStep = MicroKernels.STRIDE;
      return;
    }
    rowStep = 1;
    if (gathered) {
      array = columns;
      first = LEAD + i - gatheredFrom;
      step = gatheredStep;
    } else if (product.transposed != Transposed.LEFT) {
      first = LEAD;
      step = Math.ceilDiv(count, Blocking.LINE) * Blocking.LINE;
      columns = VectorKernels.grown(columns, LEAD + depth * step);
      for (int r = 0; r < count; r++) {
        starts[r] = product.leftRow(i + r) + k;
      }
      transposition.copy(product.left.array(), starts, count, depth, columns, LEAD, step);
      array = columns;
    } else if (mustPack(product, i, count, k, depth)) {
      packColumns(product, i, count, Blocking.GROUP, k, depth);
      array = columns;
      first = LEAD;
      step = Blocking.GROUP;
    } else {
      array = product.left.array();
      first = product.left.rowOffset(k) + i;
      step = product.left.stride();
    }
  }

  /** The rows of a tile, packed, where {@link #inPlace} does not suit it. */
  float[] packRows(Product product, int i, int count, int k, int depth) {
    float[] from = product.left.array();
    for (int r = 0; r < count; r++) {
      System.arraycopy(from, product.leftRow(i + r) + k, rows, r * MicroKernels.STRIDE, depth);
    }
    return rows;
  }

  /** Where the tile begins whose first row is the r-th of those that {@link #select} made ready. */
  int at(int r) {
    return first + r * rowStep;
  }

  /** Keeps no array of the caller's alive. */
  void release() {
    array = rows;
  }

  private static boolean mustPack(Product product, int i, int count, int k, int depth) {
    if (depth >= Blocking.LEFT_DEPTH) {
      return true;
    }
    Matrix a = product.left;
    // A tile that hangs over would reach past the array.
    int whole = Math.ceilDiv(count, Blocking.LINE) * Blocking.LINE;
    return a.rowOffset(k + depth - 1) + i + whole > a.array().length;
  }

  private void packColumns(Product product, int i, int count, int width, int k, int depth) {
    columns = VectorKernels.grown(columns, LEAD + Math.multiplyExact(depth, width));
    float[] from = product.left.array();
    for (int row = 0, to = LEAD; row < depth; row++, to += width) {
      System.arraycopy(from, product.leftRow(k + row) + i, columns, to, count);
    }
  }
}
