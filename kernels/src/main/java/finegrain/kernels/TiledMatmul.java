package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

/**
 * The matrix product in register tiles, with the workspace of one thread:
 *
 * <pre>
 *   for each block of the inner index     (MicroKernels.INNER, in increasing order)
 *     make the right side ready           (RightSide: packed only where that pays)
 *     for each row of tiles
 *       make the left side ready          (LeftSide: this row of tiles alone)
 *       for each panel of columns, from the last to the first
 *         micro-kernel
 *     every few rows, after the last block: activation, or momentum step
 * </pre>
 *
 * Between blocks of the inner index the partial sums are stored and loaded again, which is exact:
 * an element stays one chain in increasing k. docs/kernels.md explains the choices.
 */
final class TiledMatmul {
  private final LeftSide left = new LeftSide();
  private final Panels panels = new Panels();
  private final RightSide right = new RightSide(panels);
  private final ActivationLoops activations = new ActivationLoops();

  /** A tile that hangs over the edge of the output. */
  private final float[] edge = new float[MicroKernels.TALL * MicroKernels.VECTORS * LANES];

  /** The bias, with room for whole vectors. */
  private float[] bias = new float[0];

  /** Some rows of a gradient, without gaps, with room for whole tiles. */
  private float[] strip = new float[0];

  /** Computes rows [firstRow, lastRow) and columns [firstColumn, lastColumn) of a product. */
  void multiply(Product product, int firstRow, int lastRow, int firstColumn, int lastColumn) {
    int columns = lastColumn - firstColumn;
    if (firstRow >= lastRow || columns <= 0) {
      return;
    }
    int inner = product.inner();
    panels.split(columns);
    if (product.start == Product.Start.BIAS) {
      bias = VectorKernels.grown(bias, panels.width());
      System.arraycopy(product.bias.array(), product.bias.offset() + firstColumn, bias, 0, columns);
    }
    // Rows whose activation or step is one visit: what they need stays in the first-level cache.
    int visit = Math.max(1, Blocking.VISIT / columns / Blocking.ROWS) * Blocking.ROWS;
    int block = Blocking.even(inner, MicroKernels.INNER);
    for (int k = 0; k < inner; k += block) {
      int depth = Math.min(block, inner - k);
      boolean last = k + depth == inner;
      right.prepare(product, k, depth, firstColumn, columns, lastRow - firstRow);
      left.begin(product, firstRow, lastRow, k, depth);
      for (int row = firstRow; row < lastRow; row += visit) {
        int end = Math.min(lastRow, row + visit);
        if (product.steps) {
          gradient(product, row, end, columns, depth);
          step(product, row, end, firstColumn, columns);
          continue;
        }
        for (int tile = row; tile < end; tile += Blocking.ROWS) {
          tiles(product, tile, lastRow, firstColumn, columns, k, depth);
        }
        if (last && product.activation != Activation.IDENTITY) {
          activate(product, row, end, firstColumn, columns);
        }
      }
    }
    left.release();
    right.release();
  }

  /** One row of tiles, over one block of the inner index. */
  private void tiles(
      Product product, int row, int lastRow, int firstColumn, int columns, int k, int depth) {
    int count = Math.min(Blocking.ROWS, lastRow - row);
    int height = height(count);
    left.select(product, row, count, k, depth);
    Matrix output = product.output;
    // What hangs over the end of a row is the start of the next ones, which are computed later.
    long end = (long) (row + height - 1) * columns + panels.width();
    boolean overwritten =
        k == 0
            && product.start != Product.Start.OUTPUT
            && output.stride() == columns
            && end <= (long) lastRow * columns;
    int room = overwritten ? panels.width() : columns;
    int at = output.rowOffset(row) + firstColumn;
    for (int panel = panels.count() - 1; panel >= 0; panel--) {
      tile(product, k, depth, height, count, panel, room, output.array(), at, output.stride());
    }
  }

  /** Rows of a gradient, into the strip, without gaps; what hangs over is overwritten there too. */
  private void gradient(Product product, int row, int end, int columns, int depth) {
    int width = panels.width();
    int rows = Math.ceilDiv(end - row, Blocking.ROWS) * Blocking.ROWS;
    strip = VectorKernels.grown(strip, rows * columns + width);
    for (int tile = row; tile < end; tile += Blocking.ROWS) {
      int count = Math.min(Blocking.ROWS, end - tile);
      int height = height(count);
      left.select(product, tile, count, 0, depth);
      int at = (tile - row) * columns;
      for (int panel = panels.count() - 1; panel >= 0; panel--) {
        tile(product, 0, depth, height, height, panel, width, strip, at, columns);
      }
    }
  }

  /** Rows of the tile that has at least so many. */
  private static int height(int count) {
    return count > MicroKernels.SHORT ? Blocking.ROWS : MicroKernels.SHORT;
  }

  /** The activation of rows that are finished. */
  private void activate(Product product, int row, int end, int firstColumn, int columns) {
    Matrix y = product.output;
    if (y.stride() == columns) {
      activations.apply(product.activation, y.array(), y.rowOffset(row), (end - row) * columns);
      return;
    }
    for (int r = row; r < end; r++) {
      activations.apply(product.activation, y.array(), y.rowOffset(r) + firstColumn, columns);
    }
  }

  /** The momentum step of rows of the weights by the gradient in the strip. */
  private void step(Product product, int row, int end, int firstColumn, int columns) {
    Matrix weights = product.output;
    Matrix velocity = product.velocity;
    boolean flat = weights.stride() == columns && velocity.stride() == columns;
    int calls = flat ? 1 : end - row;
    int n = flat ? (end - row) * columns : columns;
    for (int r = 0; r < calls; r++) {
      VectorLoops.momentumStep(
          weights.array(),
          weights.rowOffset(row + r) + firstColumn,
          velocity.array(),
          velocity.rowOffset(row + r) + firstColumn,
          strip,
          r * columns,
          product.learningRate,
          product.momentum,
          n);
    }
  }

  /**
   * One tile, over one block of the inner index.
   *
   * @param count rows of the tile that are the output's
   * @param room columns from the first panel on that may be written
   */
  private void tile(
      Product product,
      int k,
      int depth,
      int height,
      int count,
      int panel,
      int room,
      float[] c,
      int at,
      int step) {
    int vectors = panels.vectors(panel);
    int width = panels.width(panel);
    int from = panels.from(panel);
    int cAt = at + from;
    right.select(panel);
    boolean inside = count == height && from + width <= room;
    float[] to = inside ? c : edge;
    int toAt = inside ? cAt : 0;
    int toStep = inside ? step : width;
    if (k == 0 && product.start == Product.Start.ZERO) {
      fromZero(product.transposed, height, vectors, depth, to, toAt, toStep);
    } else if (k == 0 && product.start == Product.Start.BIAS) {
      from(product.transposed, height, vectors, depth, bias, from, 0, to, toAt, toStep);
    } else {
      if (!inside) {
        copy(c, cAt, step, edge, 0, width, count, Math.min(width, room - from));
      }
      from(product.transposed, height, vectors, depth, to, toAt, toStep, to, toAt, toStep);
    }
    if (!inside) {
      copy(edge, 0, width, c, cAt, step, count, Math.min(width, room - from));
    }
  }

  private void fromZero(
      Transposed transposed, int rows, int vectors, int depth, float[] c, int cAt, int cStep) {
    float[] a = left.array;
    float[] b = right.array;
    if (transposed == Transposed.LEFT) {
      MicroKernels.byColumnZero(
          rows, vectors, a, left.at, left.step, b, right.at, right.step, depth, c, cAt, cStep);
    } else {
      MicroKernels.byRowZero(
          rows, vectors, a, left.at, b, right.at, right.step, depth, c, cAt, cStep);
    }
  }

  private void from(
      Transposed transposed,
      int rows,
      int vectors,
      int depth,
      float[] s,
      int sAt,
      int sStep,
      float[] c,
      int cAt,
      int cStep) {
    float[] a = left.array;
    float[] b = right.array;
    int bAt = right.at;
    int bStep = right.step;
    if (transposed == Transposed.LEFT) {
      MicroKernels.byColumnFrom(
          rows, vectors, a, left.at, left.step, b, bAt, bStep, depth, s, sAt, sStep, c, cAt, cStep);
    } else {
      MicroKernels.byRowFrom(
          rows, vectors, a, left.at, b, bAt, bStep, depth, s, sAt, sStep, c, cAt, cStep);
    }
  }

  /**
   * Copies a block of rows x columns. Not in vectors: a long product copies so rarely that they
   * would be boxed for its first thousand calls.
   */
  private static void copy(
      float[] x, int xAt, int xStep, float[] y, int yAt, int yStep, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, xAt + r * xStep, y, yAt + r * yStep, columns);
    }
  }
}
