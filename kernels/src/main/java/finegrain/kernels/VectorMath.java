package finegrain.kernels;

import static finegrain.kernels.ScalarMath.*;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The elementary functions on a vector of {@link Simd#FLOATS}: {@link ScalarMath} line for line,
 * with its constants and its bits. Its comments hold here too. A conditional is a blend; nothing
 * branches.
 */
final class VectorMath {
  // A constant that is broadcast in the code is loaded once, before the loop, but costs 134 nodes
  // of C2's graph. At 18,000 nodes C2 stops inlining, and boxes (NodeCountInliningCutoff). A static
  // FloatVector costs no nodes, but is loaded again for every vector of the loop: C2 assumes
  // that a store to a float[] may change it. Tanh has no nodes to spare.
  private static final FloatVector TANH_3_VECTOR = all(TANH_3);
  private static final FloatVector TANH_5_VECTOR = all(TANH_5);
  private static final FloatVector TANH_7_VECTOR = all(TANH_7);
  private static final FloatVector TANH_9_VECTOR = all(TANH_9);
  private static final FloatVector TANH_11_VECTOR = all(TANH_11);
  private static final FloatVector TANH_13_VECTOR = all(TANH_13);
  private static final FloatVector TANH_15_VECTOR = all(TANH_15);
  // The loops store to no int[], so these are loaded only once.
  private static final IntVector TANH_ROUND_MAX_VECTOR =
      IntVector.broadcast(Simd.INTS, TANH_ROUND_MAX);
  private static final IntVector SIGN_VECTOR = IntVector.broadcast(Simd.INTS, SIGN);

  private VectorMath() {}

  static FloatVector exp(FloatVector x) {
    FloatVector least = all(EXP_MIN);
    FloatVector z = x.blend(least, x.compare(LT, least));
    IntVector t = bits(fma(z, all(LOG2_E), all(EXP_ROUND))).min(EXP_ROUND_MAX);
    FloatVector n = t.reinterpretAsFloats().sub(all(EXP_ROUND));
    FloatVector r = fma(n, all(-LN2_LOW), fma(n, all(-LN2_HIGH), z));
    FloatVector p = expReduced(r);
    IntVector h = t.lanewise(LSHR, 1);
    FloatVector scale1 = h.lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    FloatVector scale2 = t.sub(h).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return p.mul(scale1).mul(scale2);
  }

  static FloatVector expNegative(FloatVector x) {
    FloatVector least = all(EXP_MIN);
    FloatVector z = x.blend(least, x.compare(LT, least));
    FloatVector t = fma(z, all(LOG2_E), all(EXP_NEGATIVE_ROUND));
    FloatVector n = t.sub(all(EXP_NEGATIVE_ROUND));
    FloatVector r = fma(n, all(-LN2_LOW), fma(n, all(-LN2_HIGH), z));
    FloatVector p = expReduced(r);
    FloatVector scale = bits(t).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return p.mul(scale).mul(EXP_NEGATIVE_SCALE);
  }

  private static FloatVector expReduced(FloatVector r) {
    FloatVector one = all(1);
    FloatVector p = fma(r, all(EXP_6), all(EXP_5));
    p = fma(p, r, all(EXP_4));
    p = fma(p, r, all(EXP_3));
    p = fma(p, r, all(EXP_2));
    p = fma(p, r, one);
    return fma(p, r, one);
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(LT, all(Float.MIN_NORMAL));
    FloatVector z = x.mul(all(LOG_SUBNORMAL_SCALE), tiny);
    IntVector e = bits(z).sub(LOG_MANTISSA_MIN).and(LOG_EXPONENT_FIELD);
    FloatVector m = bits(z).sub(e).reinterpretAsFloats();
    FloatVector k = floats(e).sub(all(LOG_SUBNORMAL_EXPONENT), tiny);
    FloatVector f = m.sub(all(1));
    FloatVector p = logPolynomial(f);
    FloatVector y = fma(k, all(LOG_EXPONENT_LN2), fma(f.mul(f), p, f));
    return logSpecial(x, y);
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(all(1));
    FloatVector c = x.sub(u.sub(all(1)));
    VectorMask<Float> low = u.compare(LT, all(LOG1P_LOW));
    FloatVector scale = all(0.5f).blend(all(1), low);
    FloatVector k = all(0x1p23f).blend(all(0), low);
    FloatVector f = fma(u, scale, all(-1));
    FloatVector p = logPolynomial(f);
    FloatVector cs = c.mul(scale);
    FloatVector d = fma(cs.neg(), f, cs);
    return fma(k, all(LOG_EXPONENT_LN2), f.add(fma(f.mul(f), p, d)));
  }

  private static FloatVector logPolynomial(FloatVector f) {
    FloatVector p = fma(f, all(LOG_10), all(LOG_9));
    p = fma(p, f, all(LOG_8));
    p = fma(p, f, all(LOG_7));
    p = fma(p, f, all(LOG_6));
    p = fma(p, f, all(LOG_5));
    p = fma(p, f, all(LOG_4));
    p = fma(p, f, all(LOG_3));
    return fma(p, f, all(-0.5f));
  }

  private static FloatVector logSpecial(FloatVector x, FloatVector y) {
    FloatVector finite = x.blend(y, x.compare(LT, all(Float.POSITIVE_INFINITY)));
    FloatVector positive = finite.blend(all(Float.NaN), x.compare(LT, all(0)));
    return positive.blend(all(Float.NEGATIVE_INFINITY), x.compare(EQ, all(0)));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector one = all(1);
    FloatVector a = x.abs();
    FloatVector large = tanhFromOne(a, one);
    FloatVector s = a.mul(a);
    FloatVector q = fma(s, TANH_15_VECTOR, TANH_13_VECTOR);
    q = fma(q, s, TANH_11_VECTOR);
    q = fma(q, s, TANH_9_VECTOR);
    q = fma(q, s, TANH_7_VECTOR);
    q = fma(q, s, TANH_5_VECTOR);
    q = fma(q, s, TANH_3_VECTOR);
    FloatVector small = fma(q, s.mul(a), a);
    // TANH_POLYNOMIAL_END is 1: one more broadcast would be one more constant.
    FloatVector y = large.blend(small, a.compare(LT, one));
    return bits(y).or(bits(x).and(SIGN_VECTOR)).reinterpretAsFloats();
  }

  private static FloatVector tanhFromOne(FloatVector a, FloatVector one) {
    FloatVector two = all(2);
    FloatVector round = all(TANH_ROUND);
    IntVector t = bits(fma(a, all(2 * LOG2_E), round)).min(TANH_ROUND_MAX_VECTOR);
    FloatVector n = t.reinterpretAsFloats().sub(round);
    FloatVector r = fma(n, all(-LN2 / 2), a);
    FloatVector p = fma(r, all(64 * EXP_6), all(32 * EXP_5));
    p = fma(p, r, all(16 * EXP_4));
    p = fma(p, r, all(8 * EXP_3));
    p = fma(p, r, all(4 * EXP_2));
    p = fma(p, r, two);
    p = fma(p, r, one);
    FloatVector power = t.lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return one.sub(two.div(fma(power, p, one)));
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = expNegative(bits(x).or(SIGN).reinterpretAsFloats());
    FloatVector numerator = all(1).blend(e, x.compare(LT, all(0)));
    return numerator.div(e.add(all(1)));
  }

  private static FloatVector all(float constant) {
    return FloatVector.broadcast(Simd.FLOATS, constant);
  }

  private static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
    return a.fma(b, c);
  }

  private static IntVector bits(FloatVector x) {
    return x.reinterpretAsInts();
  }

  private static FloatVector floats(IntVector x) {
    return (FloatVector) x.convertShape(I2F, Simd.FLOATS, 0);
  }
}
