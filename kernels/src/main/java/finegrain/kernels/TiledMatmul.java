package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

/**
 * The matrix product in register tiles, with the workspace of one thread:
 *
 * <pre>
 *   for each block of the inner index     (Blocking.INNER, in increasing order)
 *     make the right side ready           (RightSide: packed only where that pays)
 *     for each group of rows              (many groups together, if the right side is cut)
 *       make the left side ready          (LeftSide)
 *       for each cut of the right side    (one, unless it is large)
 *         for each panel of columns       (to and fro; a partial one first)
 *           micro-kernels
 *       the last columns, if narrow       (NarrowColumns)
 *     every few rows, after the last block: activation, or momentum step (Epilogue)
 * </pre>
 *
 * Between blocks of the inner index the partial sums are stored and loaded again. That is exact, so
 * an element stays one chain in increasing k. docs/kernels.md explains the choices.
 */
final class TiledMatmul {
  private static final int HEIGHT = Blocking.ROWS;

  /** The start of the chains of a tile that start from +0. */
  private static final float[] ZEROS = new float[Blocking.VECTORS * LANES];

  /** The operations of the micro-kernels so far. */
  final KernelTally tally = new KernelTally(TileFamily.methods());

  private final Transposition transposition = new Transposition();
  private final LeftSide left = new LeftSide(transposition);
  private final Panels panels = new Panels();
  private final RightSide right = new RightSide(panels, transposition);
  private final NarrowColumns narrowColumns = new NarrowColumns(left, transposition, tally);
  private final SingleRow singleRow = new SingleRow(tally);
  private final Epilogue epilogue = new Epilogue();

  /**
   * Whether this group takes the panels in ascending order. The next group takes the other order.
   */
  private boolean ascending;

  // The content of these arrays begins with the element LEAD, at a cache line.

  /** A tile that reaches beyond the edge of the output. */
  private final float[] edge = new float[LEAD + HEIGHT * Blocking.VECTORS * LANES];

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
    if (SingleRow.serves(product, lastRow - firstRow, firstColumn, columns)) {
      singleRow.multiply(product, firstRow, firstColumn, lastColumn);
      epilogue.activate(product, firstRow, lastRow, firstColumn, columns);
      return;
    }
    int inner = product.inner();
    int narrow = NarrowColumns.columns(product, lastRow - firstRow, columns);
    int wide = columns - narrow;
    panels.split(wide);
    if (product.start == Product.Start.BIAS) {
      bias = VectorKernels.grown(bias, LEAD + panels.width());
      System.arraycopy(product.bias.array(), product.bias.offset() + firstColumn, bias, LEAD, wide);
    }
    // Rows that take their activation or step together: their operands fit the first-level cache.
    int elements = product.steps ? Blocking.STRIP : Blocking.VISIT;
    int visit = Math.max(1, elements / columns / Blocking.ROWS) * Blocking.ROWS;
    // Narrow columns read a group in whole vectors, and are slow with a single one.
    int unit = Blocking.NARROW_ROWS;
    int stepRows = narrow > 0 ? Math.ceilDiv(visit, unit) * unit : visit;
    int group = product.steps ? Math.min(stepRows, Blocking.GROUP) : Blocking.GROUP;
    int block = Blocking.even(inner, Blocking.INNER);
    boolean byRow = product.transposed != Transposed.LEFT && narrow == 0;
    for (int k = 0; k < inner; k += block) {
      int depth = Math.min(block, inner - k);
      boolean last = k + depth == inner;
      right.prepare(product, k, depth, firstColumn, wide, lastRow - firstRow, byRow);
      int stretch = right.isCut() ? Blocking.STRETCH : group;
      for (int row = firstRow; row < lastRow; row += stretch) {
        int end = Math.min(lastRow, row + stretch);
        left.select(product, row, end - row, k, depth, panels.count(), narrow > 0);
        if (product.steps) {
          ascending = !ascending;
          gradient(product, end - row, firstColumn, columns, narrow, depth);
          epilogue.step(product, row, end, firstColumn, columns, strip);
          continue;
        }
        tiles(product, row, end, lastRow, firstColumn, wide, k, depth);
        if (narrow > 0) {
          View output = product.output;
          int column = firstColumn + wide;
          int at = output.rowOffset(row) + column;
          narrowColumns.multiply(
              product, end - row, column, narrow, k, depth, output.array(), at, output.stride());
        }
        if (last && product.activation != Activation.IDENTITY) {
          for (int from = row; from < end; from += visit) {
            epilogue.activate(product, from, Math.min(end, from + visit), firstColumn, columns);
          }
        }
      }
    }
    left.release();
    right.release();
  }

  /**
   * The tiles of the rows whose left side is ready, over one block of the inner index. The cut of
   * the right side with the last panel comes first. For each cut, the groups of rows follow.
   */
  private void tiles(
      Product product,
      int row,
      int end,
      int lastRow,
      int firstColumn,
      int columns,
      int k,
      int depth) {
    for (int to = panels.count(); to > 0; to -= right.cut()) {
      int from = Math.max(0, to - right.cut());
      right.begin(from, to);
      for (int r = row; r < end; r += Blocking.GROUP) {
        int count = Math.min(Blocking.GROUP, end - r);
        group(product, from, to, r, r - row, count, lastRow, firstColumn, columns, k, depth);
      }
    }
  }

  /**
   * The tiles of a group of rows and the panels {@code from} to {@code to} - 1.
   *
   * @param first the first row, counted from the first that the left side has ready
   */
  private void group(
      Product product,
      int from,
      int to,
      int row,
      int first,
      int count,
      int lastRow,
      int firstColumn,
      int columns,
      int k,
      int depth) {
    View output = product.output;
    int step = output.stride();
    // Elements beyond the end of a row are the start of the next rows, which are computed later.
    boolean overwritten = k == 0 && product.start != Product.Start.OUTPUT && step == columns;
    int tall = TileRows.tall(count);
    int overwriting =
        overwritten
            ? Math.clamp(lastRow - row - Math.ceilDiv(panels.width(), columns) + 1, 0, count)
            : 0;
    int at = output.rowOffset(row) + firstColumn;
    ascending = !ascending;
    for (int turn = 0; turn < to - from; turn++) {
      int panel = panel(turn, from, to);
      right.select(panel);
      int column = panels.from(panel);
      int width = panels.width(panel);
      int room = Math.min(width, columns - column);
      int direct = room == width ? count : overwriting;
      float[] c = output.array();
      int cAt = at + column;
      int rows = Math.min(tall, direct / HEIGHT * HEIGHT);
      wholeTiles(product, panel, k, depth, HEIGHT, first, rows, room, c, cAt, step);
      if (rows == tall && TileRows.height(count - tall) == Blocking.SHORT) {
        int flat = Math.max(0, direct - tall) / Blocking.SHORT * Blocking.SHORT;
        int below = cAt + tall * step;
        wholeTiles(
            product, panel, k, depth, Blocking.SHORT, first + tall, flat, room, c, below, step);
        rows += flat;
      }
      for (int r = rows, next; r < count; r = next) {
        int height = r < tall ? HEIGHT : TileRows.height(count - r);
        next = Math.min(count, r + height);
        int i = row + r;
        float[] a = left.inPlace ? left.packRows(product, i, next - r, k, depth) : left.array;
        int aAt = left.inPlace ? 0 : left.at(first + r);
        tile(product, panel, k, depth, a, aAt, height, next - r, room, c, cAt + r * step);
      }
    }
  }

  /**
   * The panel of a cut at a turn. The order alternates between ascending and descending, so that a
   * group begins with the panels that the previous group left in the cache. A panel that reaches
   * beyond the last column comes first.
   */
  private int panel(int turn, int from, int to) {
    if (!ascending) {
      return to - 1 - turn;
    }
    if (to < panels.count() || !panels.isPartial()) {
      return from + turn;
    }
    return turn == 0 ? to - 1 : from + turn - 1;
  }

  /** Computes rows of a gradient in the strip, without gaps between them. */
  private void gradient(
      Product product, int rows, int firstColumn, int columns, int narrow, int depth) {
    int wide = columns - narrow;
    int tall = TileRows.tall(rows);
    int height = TileRows.height(rows - tall);
    int others = Math.ceilDiv(rows - tall, height) * height;
    strip = VectorKernels.grown(strip, LEAD + (tall + others) * columns + panels.width());
    for (int turn = 0; turn < panels.count(); turn++) {
      int panel = panel(turn, 0, panels.count());
      right.select(panel);
      int from = panels.from(panel);
      int room = Math.min(panels.width(panel), wide - from);
      int at = LEAD + from;
      wholeTiles(product, panel, 0, depth, HEIGHT, 0, tall, room, strip, at, columns);
      at += tall * columns;
      wholeTiles(product, panel, 0, depth, height, tall, rows - tall, room, strip, at, columns);
    }
    if (narrow > 0) {
      narrowColumns.multiply(
          product, rows, firstColumn + wide, narrow, 0, depth, strip, LEAD + wide, columns);
    }
  }

  /**
   * Whole tiles of one panel, one below the other. They write to the output directly. The last one
   * may reach beyond the last row.
   *
   * @param height rows of a tile
   * @param first the row of the first of them, counted as {@link LeftSide#at} does
   * @param rows how many rows of the tiles belong to the output
   * @param room how many columns of the tiles belong to the output
   */
  private void wholeTiles(
      Product product,
      int panel,
      int k,
      int depth,
      int height,
      int first,
      int rows,
      int room,
      float[] c,
      int cAt,
      int cStep) {
    int vectors = panels.vectors(panel);
    float[] a = left.array;
    int aAt = left.at(first);
    int aStep = left.step;
    float[] b = right.array;
    int bAt = right.at;
    int bStep = right.step;
    boolean byColumn = left.byColumn;
    boolean inPlace = !left.packed;
    boolean zero = k == 0 && product.start == Product.Start.ZERO;
    boolean biased = k == 0 && product.start == Product.Start.BIAS;
    float[] s = zero ? ZEROS : biased ? bias : c;
    int sAt = zero ? 0 : biased ? LEAD + panels.from(panel) : cAt;
    int sStep = zero || biased ? 0 : cStep;
    TileFamily family =
        byColumn
            ? zero ? TileFamily.BY_COLUMN_ZERO : TileFamily.BY_COLUMN_FROM
            : inPlace ? TileFamily.IN_PLACE_FROM : TileFamily.BY_ROW_FROM;
    tally.add(product.operation, family.index(height, vectors), 2L * rows * room * depth);
    int tiles = Math.ceilDiv(rows, height);
    if (zero && byColumn) {
      MicroKernels.byColumnZero(
          tiles, height, vectors, a, aAt, aStep, b, bAt, bStep, depth, c, cAt, cStep);
    } else if (byColumn) {
      MicroKernels.byColumnFrom(
          tiles, height, vectors, a, aAt, aStep, b, bAt, bStep, depth, s, sAt, sStep, c, cAt,
          cStep);
    } else if (inPlace) {
      MicroKernels.inPlaceFrom(
          tiles, height, vectors, a, aAt, aStep, b, bAt, bStep, depth, s, sAt, sStep, c, cAt,
          cStep);
    } else {
      MicroKernels.byRowFrom(
          tiles, height, vectors, a, aAt, b, bAt, bStep, depth, s, sAt, sStep, c, cAt, cStep);
    }
  }

  /**
   * A tile that cannot be written to the output directly. It goes through {@link #edge}.
   *
   * @param height rows of the tile
   * @param count how many rows of the tile belong to the output
   * @param room how many columns of the tile belong to the output
   */
  private void tile(
      Product product,
      int panel,
      int k,
      int depth,
      float[] a,
      int aAt,
      int height,
      int count,
      int room,
      float[] c,
      int cAt) {
    int vectors = panels.vectors(panel);
    int width = panels.width(panel);
    int cStep = product.output.stride();
    boolean byColumn = left.byColumn;
    int aStep = left.step;
    float[] b = right.array;
    int bAt = right.at;
    int bStep = right.step;
    boolean zero = k == 0 && product.start == Product.Start.ZERO;
    TileFamily family =
        byColumn
            ? zero ? TileFamily.BY_COLUMN_ZERO : TileFamily.BY_COLUMN_FROM
            : TileFamily.BY_ROW_FROM;
    tally.add(product.operation, family.index(height, vectors), 2L * count * room * depth);
    if (zero && byColumn) {
      MicroKernels.byColumnZero(
          1, height, vectors, a, aAt, aStep, b, bAt, bStep, depth, edge, LEAD, width);
    } else {
      boolean biased = k == 0 && product.start == Product.Start.BIAS;
      float[] s = zero ? ZEROS : biased ? bias : edge;
      int sAt = zero ? 0 : biased ? LEAD + panels.from(panel) : LEAD;
      int sStep = zero || biased ? 0 : width;
      if (!zero && !biased) {
        TileRows.copy(c, cAt, cStep, edge, LEAD, width, count, room);
      }
      if (byColumn) {
        MicroKernels.byColumnFrom(
            1, height, vectors, a, aAt, aStep, b, bAt, bStep, depth, s, sAt, sStep, edge, LEAD,
            width);
      } else {
        MicroKernels.byRowFrom(
            1, height, vectors, a, aAt, b, bAt, bStep, depth, s, sAt, sStep, edge, LEAD, width);
      }
    }
    TileRows.copy(edge, LEAD, width, c, cAt, cStep, count, room);
  }
}
