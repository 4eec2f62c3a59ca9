package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes rows while it copies them. With vectors of 16 lanes it transposes squares of 16 x 16
 * in four steps. The steps exchange the off-diagonal quarters of all squares of size 16, 8, 4 and
 * 2. With 8 lanes there are three steps. A method does one or two steps, on four vectors, so that
 * it stays small.
 */
final class Transposition {
  /** Whether squares are faster than single elements. */
  private static final boolean FAST = LANES == 16 || LANES == 8;

  /** Squares side by side that are done together: both steps stay in the first-level cache. */
  private static final int SQUARES = 112 / LANES;

  private static final int SQUARE = LANES * LANES;

  private static final VectorShuffle<Float> BY_8 = exchange(8);
  private static final VectorShuffle<Float> BY_4 = exchange(4);
  private static final VectorShuffle<Float> BY_2 = exchange(2);
  private static final VectorShuffle<Float> BY_1 = exchange(1);
  private static final VectorMask<Float> UPPER_8 = upper(8);
  private static final VectorMask<Float> UPPER_4 = upper(4);
  private static final VectorMask<Float> UPPER_2 = upper(2);
  private static final VectorMask<Float> UPPER_1 = upper(1);

  /** Squares after the first two steps, from a cache line on. */
  private final float[] half = new float[LEAD + SQUARES * SQUARE];

  /**
   * Copies {@code rows} x {@code columns} elements, element (r, c) from {@code a[starts[r] + c]} to
   * {@code t[tAt + c * tStep + r]}. If a size is no multiple of the lanes, the last squares overlap
   * others.
   */
  void copy(float[] a, int[] starts, int rows, int columns, float[] t, int tAt, int tStep) {
    if (!FAST || rows < LANES || columns < LANES) {
      oneByOne(a, starts, rows, columns, t, tAt, tStep);
      return;
    }
    int whole = columns / LANES * LANES;
    for (int next = 0; next < rows; next += LANES) {
      int row = Math.min(next, rows - LANES);
      int to = tAt + row;
      for (int column = 0; column < whole; column += SQUARES * LANES) {
        int count = Math.min(SQUARES, (whole - column) / LANES);
        squares(a, starts, row, column, count, t, to + column * tStep, tStep);
      }
      if (whole < columns) {
        int column = columns - LANES;
        squares(a, starts, row, column, 1, t, to + column * tStep, tStep);
      }
    }
  }

  /** Squares side by side, from a row and a column on. */
  private void squares(
      float[] a, int[] starts, int row, int column, int count, float[] t, int tAt, int tStep) {
    if (LANES == 16) {
      for (int r = row; r < row + 4; r++) {
        first(
            a,
            starts[r] + column,
            starts[r + 4] + column,
            starts[r + 8] + column,
            starts[r + 12] + column,
            half,
            LEAD + (r - row) * LANES,
            LANES,
            count);
      }
    } else {
      for (int r = row; r < row + 4; r += 2) {
        firstOf8(
            a,
            starts[r] + column,
            starts[r + 1] + column,
            starts[r + 4] + column,
            starts[r + 5] + column,
            half,
            LEAD + (r - row) * LANES,
            LANES,
            count);
      }
    }
    second(half, LEAD, t, tAt, tStep, LANES / 4 * count);
  }

  private static void oneByOne(
      float[] a, int[] starts, int rows, int columns, float[] t, int tAt, int tStep) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        t[tAt + c * tStep + r] = a[starts[r] + c];
      }
    }
  }

  /**
   * Four rows of squares side by side, which are written one after the other: rows r, r + 4, r + 8
   * and r + 12.
   *
   * @param lanes their number; as a variable, so that the loop is no counted one (docs/kernels.md)
   */
  private static void first(
      float[] a, int at0, int at1, int at2, int at3, float[] half, int at, int lanes, int squares) {
    int end = at0 + squares * lanes;
    do {
      FloatVector x0 = FloatVector.fromArray(FLOATS, a, at0);
      FloatVector x1 = FloatVector.fromArray(FLOATS, a, at1);
      FloatVector x2 = FloatVector.fromArray(FLOATS, a, at2);
      FloatVector x3 = FloatVector.fromArray(FLOATS, a, at3);
      FloatVector y0 = x0.blend(x2.rearrange(BY_8), UPPER_8);
      FloatVector y1 = x1.blend(x3.rearrange(BY_8), UPPER_8);
      FloatVector y2 = x0.rearrange(BY_8).blend(x2, UPPER_8);
      FloatVector y3 = x1.rearrange(BY_8).blend(x3, UPPER_8);
      y0.blend(y1.rearrange(BY_4), UPPER_4).intoArray(half, at);
      y0.rearrange(BY_4).blend(y1, UPPER_4).intoArray(half, at + 4 * LANES);
      y2.blend(y3.rearrange(BY_4), UPPER_4).intoArray(half, at + 8 * LANES);
      y2.rearrange(BY_4).blend(y3, UPPER_4).intoArray(half, at + 12 * LANES);
      at0 += lanes;
      at1 += lanes;
      at2 += lanes;
      at3 += lanes;
      at += SQUARE;
    } while (at0 != end);
  }

  /** The only step before {@link #second} with 8 lanes: rows r, r + 1, r + 4 and r + 5. */
  private static void firstOf8(
      float[] a, int at0, int at1, int at4, int at5, float[] half, int at, int lanes, int squares) {
    int end = at0 + squares * lanes;
    do {
      FloatVector x0 = FloatVector.fromArray(FLOATS, a, at0);
      FloatVector x1 = FloatVector.fromArray(FLOATS, a, at1);
      FloatVector y0 = FloatVector.fromArray(FLOATS, a, at4 - 4);
      FloatVector y1 = FloatVector.fromArray(FLOATS, a, at5 - 4);
      FloatVector y4 = FloatVector.fromArray(FLOATS, a, at0 + 4);
      FloatVector y5 = FloatVector.fromArray(FLOATS, a, at1 + 4);
      FloatVector x4 = FloatVector.fromArray(FLOATS, a, at4);
      FloatVector x5 = FloatVector.fromArray(FLOATS, a, at5);
      x0.blend(y0, UPPER_4).intoArray(half, at);
      x1.blend(y1, UPPER_4).intoArray(half, at + LANES);
      y4.blend(x4, UPPER_4).intoArray(half, at + 4 * LANES);
      y5.blend(x5, UPPER_4).intoArray(half, at + 5 * LANES);
      at0 += lanes;
      at1 += lanes;
      at4 += lanes;
      at5 += lanes;
      at += SQUARE;
    } while (at0 != end);
  }

  /** Four rows after four rows. */
  private static void second(float[] half, int at, float[] t, int tAt, int tStep, int fours) {
    int end = tAt + 4 * fours * tStep;
    do {
      FloatVector x0 = FloatVector.fromArray(FLOATS, half, at);
      FloatVector x1 = FloatVector.fromArray(FLOATS, half, at + LANES);
      FloatVector x2 = FloatVector.fromArray(FLOATS, half, at + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(FLOATS, half, at + 3 * LANES);
      FloatVector y0 = x0.blend(x2.rearrange(BY_2), UPPER_2);
      FloatVector y1 = x1.blend(x3.rearrange(BY_2), UPPER_2);
      FloatVector y2 = x0.rearrange(BY_2).blend(x2, UPPER_2);
      FloatVector y3 = x1.rearrange(BY_2).blend(x3, UPPER_2);
      y0.blend(y1.rearrange(BY_1), UPPER_1).intoArray(t, tAt);
      y0.rearrange(BY_1).blend(y1, UPPER_1).intoArray(t, tAt + tStep);
      y2.blend(y3.rearrange(BY_1), UPPER_1).intoArray(t, tAt + 2 * tStep);
      y2.rearrange(BY_1).blend(y3, UPPER_1).intoArray(t, tAt + 3 * tStep);
      at += 4 * LANES;
      tAt += 4 * tStep;
    } while (tAt != end);
  }

  /** Lane i and the lane at this distance, a power of two, change places. */
  private static VectorShuffle<Float> exchange(int distance) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) & (LANES - 1));
  }

  /** The lanes whose number has this power of two. */
  private static VectorMask<Float> upper(int distance) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      lanes[lane] = (lane & distance) != 0;
    }
    return VectorMask.fromArray(FLOATS, lanes, 0);
  }
}
