package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of the matrix product: c += a b on one register tile, with a packed as {@code
 * inner} columns of {@link #ROWS} elements and b as {@code inner} rows of the tile's width. Written
 * out, because C2 keeps vectors in registers only as local variables.
 */
final class MicroKernel {
  /** Rows of a tile. */
  static final int ROWS = 8;

  /** Columns of the wide tile; the narrow one has {@link Simd#LANES}. */
  static final int WIDE = 2 * LANES;

  private MicroKernel() {}

  /** c += a b on a tile of 8 rows x 2 vectors. */
  static void tile8x2(
      float[] a, int aAt, float[] b, int bAt, int inner, float[] c, int cAt, int stride) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c01 = FloatVector.fromArray(FLOATS, c, cAt + LANES);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, cAt + stride);
    FloatVector c11 = FloatVector.fromArray(FLOATS, c, cAt + stride + LANES);
    FloatVector c20 = FloatVector.fromArray(FLOATS, c, cAt + 2 * stride);
    FloatVector c21 = FloatVector.fromArray(FLOATS, c, cAt + 2 * stride + LANES);
    FloatVector c30 = FloatVector.fromArray(FLOATS, c, cAt + 3 * stride);
    FloatVector c31 = FloatVector.fromArray(FLOATS, c, cAt + 3 * stride + LANES);
    FloatVector c40 = FloatVector.fromArray(FLOATS, c, cAt + 4 * stride);
    FloatVector c41 = FloatVector.fromArray(FLOATS, c, cAt + 4 * stride + LANES);
    FloatVector c50 = FloatVector.fromArray(FLOATS, c, cAt + 5 * stride);
    FloatVector c51 = FloatVector.fromArray(FLOATS, c, cAt + 5 * stride + LANES);
    FloatVector c60 = FloatVector.fromArray(FLOATS, c, cAt + 6 * stride);
    FloatVector c61 = FloatVector.fromArray(FLOATS, c, cAt + 6 * stride + LANES);
    FloatVector c70 = FloatVector.fromArray(FLOATS, c, cAt + 7 * stride);
    FloatVector c71 = FloatVector.fromArray(FLOATS, c, cAt + 7 * stride + LANES);
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[aAt + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[aAt + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[aAt + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[aAt + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[aAt + 6]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[aAt + 7]);
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
      aAt += 8;
      bAt += 2 * LANES;
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + stride);
    c11.intoArray(c, cAt + stride + LANES);
    c20.intoArray(c, cAt + 2 * stride);
    c21.intoArray(c, cAt + 2 * stride + LANES);
    c30.intoArray(c, cAt + 3 * stride);
    c31.intoArray(c, cAt + 3 * stride + LANES);
    c40.intoArray(c, cAt + 4 * stride);
    c41.intoArray(c, cAt + 4 * stride + LANES);
    c50.intoArray(c, cAt + 5 * stride);
    c51.intoArray(c, cAt + 5 * stride + LANES);
    c60.intoArray(c, cAt + 6 * stride);
    c61.intoArray(c, cAt + 6 * stride + LANES);
    c70.intoArray(c, cAt + 7 * stride);
    c71.intoArray(c, cAt + 7 * stride + LANES);
  }

  /** c += a b on a tile of 8 rows x 1 vector. */
  static void tile8x1(
      float[] a, int aAt, float[] b, int bAt, int inner, float[] c, int cAt, int stride) {
    FloatVector c00 = FloatVector.fromArray(FLOATS, c, cAt);
    FloatVector c10 = FloatVector.fromArray(FLOATS, c, cAt + stride);
    FloatVector c20 = FloatVector.fromArray(FLOATS, c, cAt + 2 * stride);
    FloatVector c30 = FloatVector.fromArray(FLOATS, c, cAt + 3 * stride);
    FloatVector c40 = FloatVector.fromArray(FLOATS, c, cAt + 4 * stride);
    FloatVector c50 = FloatVector.fromArray(FLOATS, c, cAt + 5 * stride);
    FloatVector c60 = FloatVector.fromArray(FLOATS, c, cAt + 6 * stride);
    FloatVector c70 = FloatVector.fromArray(FLOATS, c, cAt + 7 * stride);
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[aAt]);
      c00 = a0.fma(b0, c00);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      c10 = a1.fma(b0, c10);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[aAt + 2]);
      c20 = a2.fma(b0, c20);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[aAt + 3]);
      c30 = a3.fma(b0, c30);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[aAt + 4]);
      c40 = a4.fma(b0, c40);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[aAt + 5]);
      c50 = a5.fma(b0, c50);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[aAt + 6]);
      c60 = a6.fma(b0, c60);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[aAt + 7]);
      c70 = a7.fma(b0, c70);
      aAt += 8;
      bAt += LANES;
    }
    c00.intoArray(c, cAt);
    c10.intoArray(c, cAt + stride);
    c20.intoArray(c, cAt + 2 * stride);
    c30.intoArray(c, cAt + 3 * stride);
    c40.intoArray(c, cAt + 4 * stride);
    c50.intoArray(c, cAt + 5 * stride);
    c60.intoArray(c, cAt + 6 * stride);
    c70.intoArray(c, cAt + 7 * stride);
  }
}
