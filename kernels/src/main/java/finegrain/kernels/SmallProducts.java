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

  /** A right side that is not transposed any more, without gaps between its rows. */
  private float[] packed = new float[0];

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
      // A masked vector that reaches past an array allocates, once C2 has met other masks.
      packed = VectorKernels.grown(packed, inner * c.columns() + LANES);
      transpose(b);
      multiply(operation, a, rowStep, innerStep, packed, 0, c.columns(), inner, ZEROS, 0, c);
    } else if (reachesPast(b)) {
      copy(b);
      multiply(operation, a, rowStep, innerStep, packed, 0, c.columns(), inner, ZEROS, 0, c);
    } else {
      multiply(
          operation, a, rowStep, innerStep, b.array(), b.offset(), b.stride(), inner, ZEROS, 0, c);
    }
  }

  /** Whether the last vector of the last row would reach past the array. */
  private static boolean reachesPast(Matrix b) {
    int last = b.rowOffset(b.rows() - 1) + (b.columns() - 1) / LANES * LANES;
    return last + LANES > b.array().length;
  }

  private void copy(Matrix b) {
    int columns = b.columns();
    packed = VectorKernels.grown(packed, b.rows() * columns + LANES);
    for (int row = 0; row < b.rows(); row++) {
      System.arraycopy(b.array(), b.rowOffset(row), packed, row * columns, columns);
    }
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
   * The product, in chains that start from a row.
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
    int whole = rows / ROWS * ROWS;
    for (int column = 0; column < c.columns(); column += LANES) {
      int columns = Math.min(LANES, c.columns() - column);
      int aAt = left.offset();
      int cAt = c.offset() + column;
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
            c.array(),
            cAt,
            c.stride());
        aAt += ROWS * rowStep;
        cAt += ROWS * c.stride();
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
            c.array(),
            cAt);
        aAt += rowStep;
        cAt += c.stride();
      }
    }
    long each = 2L * c.columns() * inner;
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
