package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The last columns of a product if they are too few for a vector. A vector across them would leave
 * most lanes unused. They are computed as the transposed product cᵀ = bᵀ aᵀ, in which a vector
 * holds rows of one column. The tiles are those that read their left side by column, with the two
 * sides exchanged.
 */
final class NarrowColumns {
  private static final int GROUP = Blocking.GROUP;

  private final LeftSide left;
  private final KernelTally tally;
  private final Transposition transposition;

  /** Where each column of {@link #byColumn} begins. */
  private final int[] starts =
      IntStream.range(0, LANES).map(column -> LEAD + column * GROUP).toArray();

  // The content of these arrays begins with the element LEAD, at a cache line.

  /** The results of a group of rows, column after column. */
  private final float[] byColumn = new float[LEAD + Math.max(LANES, Blocking.TALLEST) * GROUP];

  /** The same, row after row. */
  private final float[] byRow = new float[LEAD + GROUP * LANES];

  /** Narrow columns of products with this left side. The tally counts their operations. */
  NarrowColumns(LeftSide left, Transposition transposition, KernelTally tally) {
    this.left = left;
    this.transposition = transposition;
    this.tally = tally;
  }

  /** The number of last columns of a product, or of a part of it, that are faster here. */
  static int columns(Product product, int rows, int columns) {
    int narrow = columns % LANES;
    if (narrow == 0
        || narrow > most(product, columns - narrow)
        || rows < 2 * LANES
        || product.inner() < Blocking.NARROW_DEPTH
        || !LeftSide.servesNarrowColumns(product)) {
      return 0;
    }
    // A tile reads some columns beyond the last.
    View b = product.right;
    long end = (long) b.rowOffset(b.rows() - 1) + b.columns() + height(narrow) - narrow;
    return end > b.array().length ? 0 : narrow;
  }

  /** The most columns that are worth it beside so many others. */
  private static int most(Product product, int others) {
    if (others == 0) {
      return Blocking.NARROW_ALONE;
    }
    return product.transposed == Transposed.LEFT
        ? Blocking.NARROW_BY_COLUMN
        : Blocking.NARROW_BY_ROW;
  }

  /** Rows of the tile for so many columns. */
  private static int height(int columns) {
    if (columns <= Blocking.SHORT) {
      return Blocking.SHORT;
    }
    return columns <= Blocking.ROWS ? Blocking.ROWS : Blocking.TALLEST;
  }

  /**
   * Computes {@code count} columns from {@code column} on, of the rows whose left side is ready,
   * over one block of the inner index.
   *
   * @param c the output: element (r, j) goes to {@code c[cAt + r * cStep + j]}
   */
  void multiply(
      Product product,
      int rows,
      int column,
      int count,
      int k,
      int depth,
      float[] c,
      int cAt,
      int cStep) {
    boolean zero = k == 0 && product.start == Product.Start.ZERO;
    if (k == 0 && product.start == Product.Start.BIAS) {
      int bias = product.bias.offset() + column;
      for (int j = 0; j < count; j++) {
        Arrays.fill(byColumn, starts[j], starts[j] + rows, product.bias.array()[bias + j]);
      }
    } else if (!zero) {
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < count; j++) {
          byColumn[starts[j] + r] = c[cAt + r * cStep + j];
        }
      }
    }
    tiles(product, rows, column, count, k, depth, zero);
    transposition.copy(byColumn, starts, LANES, rows, byRow, LEAD, LANES);
    VectorLoops.copyRows(byRow, LEAD, c, cAt, cStep, rows, count);
  }

  private void tiles(
      Product product, int rows, int column, int count, int k, int depth, boolean zero) {
    float[] a = left.array;
    int aStep = left.step;
    float[] b = product.right.array();
    int bAt = product.right.rowOffset(k) + column;
    int bStep = product.right.stride();
    int height = height(count);
    int most = height == Blocking.TALLEST ? Blocking.TALLEST_VECTORS : Blocking.VECTORS;
    TileFamily family = zero ? TileFamily.BY_COLUMN_ZERO : TileFamily.BY_COLUMN_FROM;
    int vectors = Math.ceilDiv(rows, LANES);
    for (int r = 0; r < rows; ) {
      int wide = Math.ceilDiv(vectors, Math.ceilDiv(vectors, most));
      int aAt = left.at(r);
      int at = LEAD + r;
      if (zero) {
        MicroKernels.byColumnZero(
            1, height, wide, b, bAt, bStep, a, aAt, aStep, depth, byColumn, at, GROUP);
      } else {
        MicroKernels.byColumnFrom(
            1, height, wide, b, bAt, bStep, a, aAt, aStep, depth, byColumn, at, GROUP, byColumn, at,
            GROUP);
      }
      int done = Math.min(wide * LANES, rows - r);
      tally.add(product.operation, family.index(height, wide), 2L * done * count * depth);
      vectors -= wide;
      r += done;
    }
  }
}
