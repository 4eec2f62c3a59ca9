package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * A product whose output has a single row. Each element of the right side is used once, so the
 * memory limits the speed: the right side is read as it lies there, some whole rows at a time, and
 * not panel by panel. The sums are stored and loaded again between these rows, which is exact. With
 * the workspace of one thread.
 */
final class SingleRow {
  /** Class and name of each loop. */
  static final List<String> METHODS =
      List.of("SingleRow.twelveRows", "SingleRow.fourRows", "SingleRow.oneRow");

  private final KernelTally tally;
  private final int first = TileFamily.methods().indexOf(METHODS.getFirst());

  /** The sums, from the element {@link Matrix#LEAD} on, with room for whole vectors. */
  private final float[] sums = new float[LEAD + Blocking.VISIT + LANES];

  /** Products whose operations a tally counts. */
  SingleRow(KernelTally tally) {
    this.tally = tally;
  }

  /** Whether a product, or a part of it, is faster here. */
  static boolean serves(Product product, int rows, int firstColumn, int columns) {
    if (rows != 1 || product.steps || product.transposed == Transposed.RIGHT) {
      return false;
    }
    // The last vector of a row may reach beyond the row, but not past the array.
    View b = product.right;
    int whole = Math.ceilDiv(columns, LANES) * LANES;
    return b.rows() > 0
        && b.rowOffset(b.rows() - 1) + firstColumn + (long) whole <= b.array().length;
  }

  /** Computes columns [firstColumn, lastColumn) of a row, without the activation. */
  void multiply(Product product, int row, int firstColumn, int lastColumn) {
    for (int column = firstColumn; column < lastColumn; column += Blocking.VISIT) {
      block(product, row, column, Math.min(Blocking.VISIT, lastColumn - column));
    }
  }

  private void block(Product product, int row, int column, int columns) {
    View output = product.output;
    int at = output.rowOffset(row) + column;
    switch (product.start) {
      case ZERO -> Arrays.fill(sums, LEAD, LEAD + columns, 0);
      case OUTPUT -> System.arraycopy(output.array(), at, sums, LEAD, columns);
      case BIAS -> {
        Matrix bias = product.bias;
        System.arraycopy(bias.array(), bias.offset() + column, sums, LEAD, columns);
      }
    }
    View left = product.left;
    float[] a = left.array();
    boolean byColumn = product.transposed == Transposed.LEFT;
    int aAt = byColumn ? left.offset() + row : left.rowOffset(row);
    int aStep = byColumn ? left.stride() : 1;
    View right = product.right;
    float[] b = right.array();
    int bStep = right.stride();
    int inner = right.rows();
    int twelves = inner / 12 * 12;
    int fours = twelves + (inner - twelves) / 4 * 4;
    int k = 0;
    for (; k < twelves; k += 12) {
      int bAt = right.rowOffset(k) + column;
      twelveRows(a, aAt + k * aStep, aStep, b, bAt, bStep, sums, LEAD, columns);
    }
    for (; k < fours; k += 4) {
      int bAt = right.rowOffset(k) + column;
      fourRows(a, aAt + k * aStep, aStep, b, bAt, bStep, sums, LEAD, columns);
    }
    for (; k < inner; k++) {
      oneRow(a, aAt + k * aStep, b, right.rowOffset(k) + column, sums, LEAD, columns);
    }
    System.arraycopy(sums, LEAD, output.array(), at, columns);
    tally.add(product.operation, first, 2L * twelves * columns);
    tally.add(product.operation, first + 1, 2L * (fours - twelves) * columns);
    tally.add(product.operation, first + 2, 2L * (inner - fours) * columns);
  }

  /** Adds twelve rows of b, each times its element of a, to the sums. */
  private static void twelveRows(
      float[] a, int aAt, int aStep, float[] b, int b0, int bStep, float[] sums, int at, int n) {
    FloatVector a0 = FloatVector.broadcast(FLOATS, a[aAt]);
    FloatVector a1 = FloatVector.broadcast(FLOATS, a[aAt + aStep]);
    FloatVector a2 = FloatVector.broadcast(FLOATS, a[aAt + 2 * aStep]);
    FloatVector a3 = FloatVector.broadcast(FLOATS, a[aAt + 3 * aStep]);
    FloatVector a4 = FloatVector.broadcast(FLOATS, a[aAt + 4 * aStep]);
    FloatVector a5 = FloatVector.broadcast(FLOATS, a[aAt + 5 * aStep]);
    FloatVector a6 = FloatVector.broadcast(FLOATS, a[aAt + 6 * aStep]);
    FloatVector a7 = FloatVector.broadcast(FLOATS, a[aAt + 7 * aStep]);
    FloatVector a8 = FloatVector.broadcast(FLOATS, a[aAt + 8 * aStep]);
    FloatVector a9 = FloatVector.broadcast(FLOATS, a[aAt + 9 * aStep]);
    FloatVector a10 = FloatVector.broadcast(FLOATS, a[aAt + 10 * aStep]);
    FloatVector a11 = FloatVector.broadcast(FLOATS, a[aAt + 11 * aStep]);
    int b1 = b0 + bStep;
    int b2 = b1 + bStep;
    int b3 = b2 + bStep;
    int b4 = b3 + bStep;
    int b5 = b4 + bStep;
    int b6 = b5 + bStep;
    int b7 = b6 + bStep;
    int b8 = b7 + bStep;
    int b9 = b8 + bStep;
    int b10 = b9 + bStep;
    int b11 = b10 + bStep;
    for (int j = 0; j < n; j += LANES) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, at + j);
      sum = a0.fma(FloatVector.fromArray(FLOATS, b, b0 + j), sum);
      sum = a1.fma(FloatVector.fromArray(FLOATS, b, b1 + j), sum);
      sum = a2.fma(FloatVector.fromArray(FLOATS, b, b2 + j), sum);
      sum = a3.fma(FloatVector.fromArray(FLOATS, b, b3 + j), sum);
      sum = a4.fma(FloatVector.fromArray(FLOATS, b, b4 + j), sum);
      sum = a5.fma(FloatVector.fromArray(FLOATS, b, b5 + j), sum);
      sum = a6.fma(FloatVector.fromArray(FLOATS, b, b6 + j), sum);
      sum = a7.fma(FloatVector.fromArray(FLOATS, b, b7 + j), sum);
      sum = a8.fma(FloatVector.fromArray(FLOATS, b, b8 + j), sum);
      sum = a9.fma(FloatVector.fromArray(FLOATS, b, b9 + j), sum);
      sum = a10.fma(FloatVector.fromArray(FLOATS, b, b10 + j), sum);
      sum = a11.fma(FloatVector.fromArray(FLOATS, b, b11 + j), sum);
      sum.intoArray(sums, at + j);
    }
  }

  /** Adds four rows of b, each times its element of a, to the sums. */
  private static void fourRows(
      float[] a, int aAt, int aStep, float[] b, int b0, int bStep, float[] sums, int at, int n) {
    FloatVector a0 = FloatVector.broadcast(FLOATS, a[aAt]);
    FloatVector a1 = FloatVector.broadcast(FLOATS, a[aAt + aStep]);
    FloatVector a2 = FloatVector.broadcast(FLOATS, a[aAt + 2 * aStep]);
    FloatVector a3 = FloatVector.broadcast(FLOATS, a[aAt + 3 * aStep]);
    int b1 = b0 + bStep;
    int b2 = b1 + bStep;
    int b3 = b2 + bStep;
    for (int j = 0; j < n; j += LANES) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, at + j);
      sum = a0.fma(FloatVector.fromArray(FLOATS, b, b0 + j), sum);
      sum = a1.fma(FloatVector.fromArray(FLOATS, b, b1 + j), sum);
      sum = a2.fma(FloatVector.fromArray(FLOATS, b, b2 + j), sum);
      sum = a3.fma(FloatVector.fromArray(FLOATS, b, b3 + j), sum);
      sum.intoArray(sums, at + j);
    }
  }

  /** Adds a row of b, times an element of a, to the sums. */
  private static void oneRow(float[] a, int aAt, float[] b, int bAt, float[] sums, int at, int n) {
    FloatVector a0 = FloatVector.broadcast(FLOATS, a[aAt]);
    for (int j = 0; j < n; j += LANES) {
      a0.fma(FloatVector.fromArray(FLOATS, b, bAt + j), FloatVector.fromArray(FLOATS, sums, at + j))
          .intoArray(sums, at + j);
    }
  }
}
