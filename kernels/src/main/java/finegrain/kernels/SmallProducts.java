package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import finegrain.kernels.KernelTally.ProductOperation;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Products that are so small that the choices of {@link TiledMatmul} would take longer than the
 * multiplications, such as those of output layers. Rows are taken four at a time, and columns by
 * vectors with a mask, straight from and to the matrices. For one thread.
 */
final class SmallProducts {
  /** Class and name of the micro-kernels whose operations are counted. */
  static final List<String> METHODS = List.of("SmallProducts.fourRows", "SmallProducts.oneRow");

  /** The most multiplications of a product that is small. */
  private static final int MULTIPLICATIONS = 32_768;

  private static final int MOST_COLUMNS = 32;
  private static final int ROWS = 4;
  private static final float[] ZEROS = new float[MOST_COLUMNS];

  /** The operations so far. */
  final KernelTally tally = new KernelTally(TileFamily.methods());

  private final int first = TileFamily.methods().indexOf(METHODS.getFirst());

  // With room for a whole vector after the last row.

  /** A right side without gaps between its rows, and not transposed. */
  private float[] packed = new float[0];

  /** An output without gaps between its rows. */
  private float[] result = new float[0];

  /** The starts of the chains. */
  private final float[] starts = new float[MOST_COLUMNS + LANES];

  /** Whether an output of an inner length is small. */
  static boolean serve(Matrix output, int inner) {
    int columns = output.columns();
    return inner > 0
        && columns > 0
        && columns <= MOST_COLUMNS
        && (long) output.rows() * columns * inner <= MULTIPLICATIONS;
  }

  /** c = a b, with a side transposed or not. */
  void matmul(ProductOperation operation, Transposed transposed, Matrix a, Matrix b, Matrix c) {
    int inner = transposed == Transposed.RIGHT ? b.columns() : b.rows();
    boolean left = transposed == Transposed.LEFT;
    int rowStep = left ? 1 : a.stride();
    int innerStep = left ? a.stride() : 1;
    if (transposed == Transposed.RIGHT) {
      packed = VectorKernels.grown(packed, inner * c.columns() + LANES);
      transpose(b);
      multiply(operation, a, rowStep, innerStep, packed, 0, c.columns(), inner, ZEROS, 0, c);
    } else {
      multiply(
          operation, a, rowStep, innerStep, b.array(), b.offset(), b.stride(), inner, ZEROS, 0, c);
    }
  }

  /**
   * Whether the last vector of a row would reach past the array. Such a masked vector may allocate,
   * if C2 has met many masks.
   */
  private static boolean reachesPast(float[] array, int row, int columns) {
    return row + Math.ceilDiv(columns, LANES) * LANES > array.length;
  }

  /** y = bias + x w. */
  void dense(Matrix x, Matrix w, Matrix bias, Matrix y) {
    multiply(
        ProductOperation.DENSE,
        x,
        x.stride(),
        1,
        w.array(),
        w.offset(),
        w.stride(),
        w.rows(),
        bias.array(),
        bias.offset(),
        y);
  }

  private void transpose(Matrix b) {
    float[] from = b.array();
    int columns = b.rows();
    for (int row = 0; row < columns; row++) {
      int at = b.rowOffset(row);
      int to = row;
      for (int column = 0; column < b.columns(); column++) {
        packed[to] = from[at + column];
        to += columns;
      }
    }
  }

  /**
   * The product, in chains that start from a row. What lies at the end of an array goes through
   * arrays with room for whole vectors.
   *
   * @param rowStep elements from row to row of the left side
   * @param innerStep elements from one inner index to the next of the left side
   */
  private void multiply(
      ProductOperation operation,
      Matrix left,
      int rowStep,
      int innerStep,
      float[] b,
      int bAt,
      int bStep,
      int inner,
      float[] s,
      int sAt,
      Matrix c) {
    int rows = c.rows();
    int width = c.columns();
    if (reachesPast(b, bAt + (inner - 1) * bStep, width)) {
      packed = VectorKernels.grown(packed, inner * width + LANES);
      TileRows.copy(b, bAt, bStep, packed, 0, width, inner, width);
      b = packed;
      bAt = 0;
      bStep = width;
    }
    if (reachesPast(s, sAt, width)) {
      System.arraycopy(s, sAt, starts, 0, width);
      s = starts;
      sAt = 0;
    }
    boolean isPast = rows > 0 && reachesPast(c.array(), c.rowOffset(rows - 1), width);
    if (isPast) {
      result = VectorKernels.grown(result, rows * width + LANES);
    }
    float[] to = isPast ? result : c.array();
    int toAt = isPast ? 0 : c.offset();
    int toStep = isPast ? width : c.stride();
    int whole = rows / ROWS * ROWS;
    for (int column = 0; column < width; column += LANES) {
      int columns = Math.min(LANES, width - column);
      int aAt = left.offset();
      int cAt = toAt + column;
      for (int row = 0; row < whole; row += ROWS) {
        fourRows(
            columns,
            left.array(),
            aAt,
            rowStep,
            innerStep,
            b,
            bAt + column,
            bStep,
            inner,
            s,
            sAt + column,
            to,
            cAt,
            toStep);
        aAt += ROWS * rowStep;
        cAt += ROWS * toStep;
      }
      for (int row = whole; row < rows; row++) {
        oneRow(
            columns,
            left.array(),
            aAt,
            innerStep,
            b,
            bAt + column,
            bStep,
            inner,
            s,
            sAt + column,
            to,
            cAt);
        aAt += rowStep;
        cAt += toStep;
      }
    }
    if (isPast) {
      TileRows.copy(result, 0, width, c.array(), c.offset(), c.stride(), rows, width);
    }
    long each = 2L * width * inner;
    tally.add(operation, first, each * whole);
    tally.add(operation, first + 1, each * (rows - whole));
  }

  private static void fourRows(
      int columns,
      float[] a,
      int aAt,
      int rowStep,
      int innerStep,
      float[] b,
      int bAt,
      int bStep,
      int inner,
      float[] s,
      int sAt,
      float[] c,
      int cAt,
      int cStep) {
    VectorMask<Float> mask = FLOATS.indexInRange(0, columns);
    FloatVector c0 = FloatVector.fromArray(FLOATS, s, sAt, mask);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    int end = bAt + inner * bStep;
    do {
      FloatVector row = FloatVector.fromArray(FLOATS, b, bAt, mask);
      c0 = FloatVector.broadcast(FLOATS, a[aAt]).fma(row, c0);
      c1 = FloatVector.broadcast(FLOATS, a[aAt + rowStep]).fma(row, c1);
      c2 = FloatVector.broadcast(FLOATS, a[aAt + 2 * rowStep]).fma(row, c2);
      c3 = FloatVector.broadcast(FLOATS, a[aAt + 3 * rowStep]).fma(row, c3);
      aAt += innerStep;
      bAt += bStep;
    } while (bAt != end);
    c0.intoArray(c, cAt, mask);
    c1.intoArray(c, cAt + cStep, mask);
    c2.intoArray(c, cAt + 2 * cStep, mask);
    c3.intoArray(c, cAt + 3 * cStep, mask);
  }

  private static void oneRow(
      int columns,
      float[] a,
      int aAt,
      int innerStep,
      float[] b,
      int bAt,
      int bStep,
      int inner,
      float[] s,
      int sAt,
      float[] c,
      int cAt) {
    VectorMask<Float> mask = FLOATS.indexInRange(0, columns);
    FloatVector c0 = FloatVector.fromArray(FLOATS, s, sAt, mask);
    int end = bAt + inner * bStep;
    do {
      FloatVector row = FloatVector.fromArray(FLOATS, b, bAt, mask);
      c0 = FloatVector.broadcast(FLOATS, a[aAt]).fma(row, c0);
      aAt += innerStep;
      bAt += bStep;
    } while (bAt != end);
    c0.intoArray(c, cAt, mask);
  }
}
