package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Loops that the numerical contract forbids, with the same care for speed: products with several
 * sums for an element, the JDK's own functions, sums in no defined order. For {@link ContractCost}
 * alone.
 */
final class FreeLoops {
  private FreeLoops() {}

  static void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(FLOATS, x, xAt + i).lanewise(VectorOperators.EXP).intoArray(y, yAt + i);
    }
  }

  static void log(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(FLOATS, x, xAt + i).lanewise(VectorOperators.LOG).intoArray(y, yAt + i);
    }
  }

  static void tanh(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(FLOATS, x, xAt + i)
          .lanewise(VectorOperators.TANH)
          .intoArray(y, yAt + i);
    }
  }

  /** The sum of n elements, a multiple of four vectors. */
  static float sum(float[] x, int at, int n) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = at; i < at + n; i += 4 * LANES) {
      s0 = s0.add(FloatVector.fromArray(FLOATS, x, i));
      s1 = s1.add(FloatVector.fromArray(FLOATS, x, i + LANES));
      s2 = s2.add(FloatVector.fromArray(FLOATS, x, i + 2 * LANES));
      s3 = s3.add(FloatVector.fromArray(FLOATS, x, i + 3 * LANES));
    }
    return s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
  }

  /** A tile of 4 x 3 vectors whose k is split over two sums, the even ones and the odd ones. */
  static void tile4x3(
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      int inner,
      float[] c,
      int cAt,
      int cStep) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector p00 = zero;
    FloatVector p01 = zero;
    FloatVector p02 = zero;
    FloatVector p10 = zero;
    FloatVector p11 = zero;
    FloatVector p12 = zero;
    FloatVector p20 = zero;
    FloatVector p21 = zero;
    FloatVector p22 = zero;
    FloatVector p30 = zero;
    FloatVector p31 = zero;
    FloatVector p32 = zero;
    FloatVector q00 = zero;
    FloatVector q01 = zero;
    FloatVector q02 = zero;
    FloatVector q10 = zero;
    FloatVector q11 = zero;
    FloatVector q12 = zero;
    FloatVector q20 = zero;
    FloatVector q21 = zero;
    FloatVector q22 = zero;
    FloatVector q30 = zero;
    FloatVector q31 = zero;
    FloatVector q32 = zero;
    int end = bAt + inner * bStep;
    do {
      FloatVector pb0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector pb1 = FloatVector.fromArray(FLOATS, b, bAt + LANES);
      FloatVector pb2 = FloatVector.fromArray(FLOATS, b, bAt + 2 * LANES);
      FloatVector pa0 = FloatVector.broadcast(FLOATS, a[aAt]);
      p00 = pa0.fma(pb0, p00);
      p01 = pa0.fma(pb1, p01);
      p02 = pa0.fma(pb2, p02);
      FloatVector pa1 = FloatVector.broadcast(FLOATS, a[aAt + aStep]);
      p10 = pa1.fma(pb0, p10);
      p11 = pa1.fma(pb1, p11);
      p12 = pa1.fma(pb2, p12);
      FloatVector pa2 = FloatVector.broadcast(FLOATS, a[aAt + 2 * aStep]);
      p20 = pa2.fma(pb0, p20);
      p21 = pa2.fma(pb1, p21);
      p22 = pa2.fma(pb2, p22);
      FloatVector pa3 = FloatVector.broadcast(FLOATS, a[aAt + 3 * aStep]);
      p30 = pa3.fma(pb0, p30);
      p31 = pa3.fma(pb1, p31);
      p32 = pa3.fma(pb2, p32);
      FloatVector qb0 = FloatVector.fromArray(FLOATS, b, bAt + bStep);
      FloatVector qb1 = FloatVector.fromArray(FLOATS, b, bAt + bStep + LANES);
      FloatVector qb2 = FloatVector.fromArray(FLOATS, b, bAt + bStep + 2 * LANES);
      FloatVector qa0 = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      q00 = qa0.fma(qb0, q00);
      q01 = qa0.fma(qb1, q01);
      q02 = qa0.fma(qb2, q02);
      FloatVector qa1 = FloatVector.broadcast(FLOATS, a[aAt + aStep + 1]);
      q10 = qa1.fma(qb0, q10);
      q11 = qa1.fma(qb1, q11);
      q12 = qa1.fma(qb2, q12);
      FloatVector qa2 = FloatVector.broadcast(FLOATS, a[aAt + 2 * aStep + 1]);
      q20 = qa2.fma(qb0, q20);
      q21 = qa2.fma(qb1, q21);
      q22 = qa2.fma(qb2, q22);
      FloatVector qa3 = FloatVector.broadcast(FLOATS, a[aAt + 3 * aStep + 1]);
      q30 = qa3.fma(qb0, q30);
      q31 = qa3.fma(qb1, q31);
      q32 = qa3.fma(qb2, q32);
      aAt += 2;
      bAt += 2 * bStep;
    } while (bAt != end);
    p00.add(q00).intoArray(c, cAt);
    p01.add(q01).intoArray(c, cAt + LANES);
    p02.add(q02).intoArray(c, cAt + 2 * LANES);
    p10.add(q10).intoArray(c, cAt + cStep);
    p11.add(q11).intoArray(c, cAt + cStep + LANES);
    p12.add(q12).intoArray(c, cAt + cStep + 2 * LANES);
    p20.add(q20).intoArray(c, cAt + 2 * cStep);
    p21.add(q21).intoArray(c, cAt + 2 * cStep + LANES);
    p22.add(q22).intoArray(c, cAt + 2 * cStep + 2 * LANES);
    p30.add(q30).intoArray(c, cAt + 3 * cStep);
    p31.add(q31).intoArray(c, cAt + 3 * cStep + LANES);
    p32.add(q32).intoArray(c, cAt + 3 * cStep + 2 * LANES);
  }

  /** A tile of 8 x 1 vectors whose k is split over two sums, the even ones and the odd ones. */
  static void tile8x1(
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      int inner,
      float[] c,
      int cAt,
      int cStep) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector p00 = zero;
    FloatVector p10 = zero;
    FloatVector p20 = zero;
    FloatVector p30 = zero;
    FloatVector p40 = zero;
    FloatVector p50 = zero;
    FloatVector p60 = zero;
    FloatVector p70 = zero;
    FloatVector q00 = zero;
    FloatVector q10 = zero;
    FloatVector q20 = zero;
    FloatVector q30 = zero;
    FloatVector q40 = zero;
    FloatVector q50 = zero;
    FloatVector q60 = zero;
    FloatVector q70 = zero;
    int end = bAt + inner * bStep;
    do {
      FloatVector pb0 = FloatVector.fromArray(FLOATS, b, bAt);
      FloatVector pa0 = FloatVector.broadcast(FLOATS, a[aAt]);
      p00 = pa0.fma(pb0, p00);
      FloatVector pa1 = FloatVector.broadcast(FLOATS, a[aAt + aStep]);
      p10 = pa1.fma(pb0, p10);
      FloatVector pa2 = FloatVector.broadcast(FLOATS, a[aAt + 2 * aStep]);
      p20 = pa2.fma(pb0, p20);
      FloatVector pa3 = FloatVector.broadcast(FLOATS, a[aAt + 3 * aStep]);
      p30 = pa3.fma(pb0, p30);
      FloatVector pa4 = FloatVector.broadcast(FLOATS, a[aAt + 4 * aStep]);
      p40 = pa4.fma(pb0, p40);
      FloatVector pa5 = FloatVector.broadcast(FLOATS, a[aAt + 5 * aStep]);
      p50 = pa5.fma(pb0, p50);
      FloatVector pa6 = FloatVector.broadcast(FLOATS, a[aAt + 6 * aStep]);
      p60 = pa6.fma(pb0, p60);
      FloatVector pa7 = FloatVector.broadcast(FLOATS, a[aAt + 7 * aStep]);
      p70 = pa7.fma(pb0, p70);
      FloatVector qb0 = FloatVector.fromArray(FLOATS, b, bAt + bStep);
      FloatVector qa0 = FloatVector.broadcast(FLOATS, a[aAt + 1]);
      q00 = qa0.fma(qb0, q00);
      FloatVector qa1 = FloatVector.broadcast(FLOATS, a[aAt + aStep + 1]);
      q10 = qa1.fma(qb0, q10);
      FloatVector qa2 = FloatVector.broadcast(FLOATS, a[aAt + 2 * aStep + 1]);
      q20 = qa2.fma(qb0, q20);
      FloatVector qa3 = FloatVector.broadcast(FLOATS, a[aAt + 3 * aStep + 1]);
      q30 = qa3.fma(qb0, q30);
      FloatVector qa4 = FloatVector.broadcast(FLOATS, a[aAt + 4 * aStep + 1]);
      q40 = qa4.fma(qb0, q40);
      FloatVector qa5 = FloatVector.broadcast(FLOATS, a[aAt + 5 * aStep + 1]);
      q50 = qa5.fma(qb0, q50);
      FloatVector qa6 = FloatVector.broadcast(FLOATS, a[aAt + 6 * aStep + 1]);
      q60 = qa6.fma(qb0, q60);
      FloatVector qa7 = FloatVector.broadcast(FLOATS, a[aAt + 7 * aStep + 1]);
      q70 = qa7.fma(qb0, q70);
      aAt += 2;
      bAt += 2 * bStep;
    } while (bAt != end);
    p00.add(q00).intoArray(c, cAt);
    p10.add(q10).intoArray(c, cAt + cStep);
    p20.add(q20).intoArray(c, cAt + 2 * cStep);
    p30.add(q30).intoArray(c, cAt + 3 * cStep);
    p40.add(q40).intoArray(c, cAt + 4 * cStep);
    p50.add(q50).intoArray(c, cAt + 5 * cStep);
    p60.add(q60).intoArray(c, cAt + 6 * cStep);
    p70.add(q70).intoArray(c, cAt + 7 * cStep);
  }
}
