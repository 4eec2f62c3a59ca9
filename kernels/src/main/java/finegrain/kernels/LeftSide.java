package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;

/**
 * The left side of a product for some rows and one block of the inner index, as the micro-kernels
 * read it. Rows are packed, unless few panels will read them or their stride is already that of
 * packed rows. A transposed matrix is read in place, or its columns are packed. If the product has
 * {@link NarrowColumns}, rows are transposed.
 */
final class LeftSide {
  private float[] rows = new float[Blocking.GROUP * Blocking.STRIDE];

  /** The packed columns, from the element {@link Matrix#LEAD} on, which begins a cache line. */
  private float[] columns = new float[0];

  private final Transposition transposition;

  /** The first element of each row of a group, for the transposition. */
  private final int[] starts = new int[Blocking.GROUP];

  // What select() chose.
  float[] array = rows;

  /** Whether rows are read in place. Then tiles must be whole: after the last row there is none. */
  boolean inPlace;

  /** Whether rows are {@link Blocking#STRIDE} elements apart, packed or in place. */
  boolean packed;

  /** Whether the elements of a column are adjacent. */
  boolean byColumn;

  private int first;

  /** Elements from one row of the output to the next. */
  private int rowStep;

  /** Elements from row to row of the matrix that is read in place. */
  int step;

  LeftSide(Transposition transposition) {
    this.transposition = transposition;
  }

  /** Whether {@link #select} can make columns readable as vectors, and that pays. */
  static boolean servesNarrowColumns(Product product) {
    return switch (product.transposed) {
      case LEFT -> true;
      case RIGHT -> false;
      case NONE -> Simd.LANES == 16 && product.left.stride() != Blocking.STRIDE;
    };
  }

  /**
   * Makes ready rows i.. of the left side, {@code count} of them, and columns k.., {@code depth}.
   *
   * @param panels how often they will be read
   * @param narrow whether narrow columns will read columns of them as vectors
   */
  void select(Product product, int i, int count, int k, int depth, int panels, boolean narrow) {
    inPlace = false;
    byColumn = narrow || product.transposed == Transposed.LEFT;
    if (!byColumn) {
      packed = product.left.stride() == Blocking.STRIDE;
      if (packed || panels <= Blocking.IN_PLACE_PANELS) {
        inPlace = true;
        array = product.left.array();
        first = product.left.rowOffset(i) + k;
        step = product.left.stride();
        rowStep = step;
        return;
      }
      int whole = Math.ceilDiv(count, Blocking.ROWS) * Blocking.ROWS;
      rows = VectorKernels.grown(rows, whole * Blocking.STRIDE);
      packRows(product, i, count, k, depth);
      packed = true;
      array = rows;
      first = 0;
      rowStep = Blocking.STRIDE;
      return;
    }
    rowStep = 1;
    if (product.transposed != Transposed.LEFT) {
      first = LEAD;
      step = Math.ceilDiv(count, Blocking.LINE) * Blocking.LINE;
      columns = VectorKernels.grown(columns, LEAD + depth * step);
      for (int r = 0; r < count; r++) {
        starts[r] = product.left.rowOffset(i + r) + k;
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

  /** Packs the rows of a tile that cannot be read in place. */
  float[] packRows(Product product, int i, int count, int k, int depth) {
    float[] from = product.left.array();
    for (int r = 0; r < count; r++) {
      System.arraycopy(from, product.left.rowOffset(i + r) + k, rows, r * Blocking.STRIDE, depth);
    }
    return rows;
  }

  /**
   * The first element of a tile, in {@link #array}. The tile begins with the r-th row that {@link
   * #select} made ready.
   */
  int at(int r) {
    return first + r * rowStep;
  }

  /** Drops the references to the caller's arrays. */
  void release() {
    array = rows;
  }

  private static boolean mustPack(Product product, int i, int count, int k, int depth) {
    if (depth >= Blocking.LEFT_DEPTH) {
      return true;
    }
    View a = product.left;
    // A tile beyond the last row would reach past the array.
    int tiles = Math.ceilDiv(count, Blocking.ROWS) * Blocking.ROWS;
    int whole = Math.ceilDiv(tiles, Blocking.LINE) * Blocking.LINE;
    return a.rowOffset(k + depth - 1) + i + whole > a.array().length;
  }

  private void packColumns(Product product, int i, int count, int width, int k, int depth) {
    columns = VectorKernels.grown(columns, LEAD + Math.multiplyExact(depth, width));
    float[] from = product.left.array();
    for (int row = 0, to = LEAD; row < depth; row++, to += width) {
      System.arraycopy(from, product.left.rowOffset(k + row) + i, columns, to, count);
    }
  }
}
