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
 * with its constants, its comments and its bits. A conditional is a blend; nothing branches.
 */
final class VectorMath {
  // A constant vector is a few hundred nodes of C2's graph less than a broadcast in the code, and
  // C2 stops inlining, and then boxes, at 18,000 (NodeCountInliningCutoff).
  private static final FloatVector LOG2_E = all(ScalarMath.LOG2_E);
  private static final FloatVector EXP_2 = all(ScalarMath.EXP_2);
  private static final FloatVector EXP_3 = all(ScalarMath.EXP_3);
  private static final FloatVector EXP_4 = all(ScalarMath.EXP_4);
  private static final FloatVector EXP_5 = all(ScalarMath.EXP_5);
  private static final FloatVector EXP_6 = all(ScalarMath.EXP_6);
  private static final FloatVector EXP_ROUND = all(ScalarMath.EXP_ROUND);
  private static final FloatVector EXP_NEGATIVE_ROUND = all(ScalarMath.EXP_NEGATIVE_ROUND);
  private static final FloatVector LOG_3 = all(ScalarMath.LOG_3);
  private static final FloatVector LOG_4 = all(ScalarMath.LOG_4);
  private static final FloatVector LOG_5 = all(ScalarMath.LOG_5);
  private static final FloatVector LOG_6 = all(ScalarMath.LOG_6);
  private static final FloatVector LOG_7 = all(ScalarMath.LOG_7);
  private static final FloatVector LOG_8 = all(ScalarMath.LOG_8);
  private static final FloatVector LOG_9 = all(ScalarMath.LOG_9);
  private static final FloatVector LOG_10 = all(ScalarMath.LOG_10);
  private static final FloatVector LOG_EXPONENT_LN2 = all(ScalarMath.LOG_EXPONENT_LN2);
  private static final FloatVector TANH_3 = all(ScalarMath.TANH_3);
  private static final FloatVector TANH_5 = all(ScalarMath.TANH_5);
  private static final FloatVector TANH_7 = all(ScalarMath.TANH_7);
  private static final FloatVector TANH_9 = all(ScalarMath.TANH_9);
  private static final FloatVector TANH_11 = all(ScalarMath.TANH_11);
  private static final FloatVector TANH_13 = all(ScalarMath.TANH_13);
  private static final FloatVector TANH_15 = all(ScalarMath.TANH_15);
  private static final FloatVector TANH_ROUND = all(ScalarMath.TANH_ROUND);
  private static final FloatVector MINUS_LN2_LOW = all(-LN2_LOW);
  private static final FloatVector MINUS_LN2_HIGH = all(-LN2_HIGH);
  private static final FloatVector MINUS_HALF_LN2 = all(-LN2 / 2);
  private static final FloatVector TWO_LOG2_E = all(2 * ScalarMath.LOG2_E);
  private static final FloatVector MINUS_HALF = all(-0.5f);
  private static final FloatVector MIN_NORMAL = all(Float.MIN_NORMAL);
  private static final FloatVector INFINITY = all(Float.POSITIVE_INFINITY);
  private static final FloatVector MINUS_INFINITY = all(Float.NEGATIVE_INFINITY);
  private static final FloatVector NOT_A_NUMBER = all(Float.NaN);
  private static final FloatVector EXP_MIN = all(ScalarMath.EXP_MIN);
  private static final FloatVector LOG_SUBNORMAL_SCALE = all(ScalarMath.LOG_SUBNORMAL_SCALE);
  private static final FloatVector LOG_SUBNORMAL_EXPONENT = all(ScalarMath.LOG_SUBNORMAL_EXPONENT);
  private static final FloatVector TANH_POLYNOMIAL_END = all(ScalarMath.TANH_POLYNOMIAL_END);
  private static final FloatVector MINUS_ONE = all(-1);
  private static final FloatVector ZERO = all(0);
  private static final FloatVector HALF = all(0.5f);
  private static final FloatVector ONE = all(1);
  private static final FloatVector TWO = all(2);
  private static final FloatVector LOG1P_LOW = all(ScalarMath.LOG1P_LOW);
  private static final FloatVector ONE_EXPONENT = all(0x1p23f);
  private static final FloatVector TANH_EXP_2 = all(4 * ScalarMath.EXP_2);
  private static final FloatVector TANH_EXP_3 = all(8 * ScalarMath.EXP_3);
  private static final FloatVector TANH_EXP_4 = all(16 * ScalarMath.EXP_4);
  private static final FloatVector TANH_EXP_5 = all(32 * ScalarMath.EXP_5);
  private static final FloatVector TANH_EXP_6 = all(64 * ScalarMath.EXP_6);

  private VectorMath() {}

  static FloatVector exp(FloatVector x) {
    FloatVector z = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
    IntVector t = bits(fma(z, LOG2_E, EXP_ROUND)).min(EXP_ROUND_MAX);
    FloatVector n = t.reinterpretAsFloats().sub(EXP_ROUND);
    FloatVector r = fma(n, MINUS_LN2_LOW, fma(n, MINUS_LN2_HIGH, z));
    FloatVector p = expReduced(r);
    IntVector h = t.lanewise(LSHR, 1);
    FloatVector scale1 = h.lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    FloatVector scale2 = t.sub(h).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return p.mul(scale1).mul(scale2);
  }

  static FloatVector expNegative(FloatVector x) {
    FloatVector z = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
    FloatVector t = fma(z, LOG2_E, EXP_NEGATIVE_ROUND);
    FloatVector n = t.sub(EXP_NEGATIVE_ROUND);
    FloatVector r = fma(n, MINUS_LN2_LOW, fma(n, MINUS_LN2_HIGH, z));
    FloatVector p = expReduced(r);
    FloatVector scale = bits(t).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return p.mul(scale).mul(EXP_NEGATIVE_SCALE);
  }

  private static FloatVector expReduced(FloatVector r) {
    FloatVector p = fma(r, EXP_6, EXP_5);
    p = fma(p, r, EXP_4);
    p = fma(p, r, EXP_3);
    p = fma(p, r, EXP_2);
    p = fma(p, r, ONE);
    return fma(p, r, ONE);
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(LT, MIN_NORMAL);
    FloatVector z = x.mul(LOG_SUBNORMAL_SCALE, tiny);
    IntVector e = bits(z).sub(LOG_MANTISSA_MIN).and(LOG_EXPONENT_FIELD);
    FloatVector m = bits(z).sub(e).reinterpretAsFloats();
    FloatVector k = floats(e).sub(LOG_SUBNORMAL_EXPONENT, tiny);
    FloatVector f = m.sub(ONE);
    FloatVector p = logPolynomial(f);
    FloatVector y = fma(k, LOG_EXPONENT_LN2, fma(f.mul(f), p, f));
    return logSpecial(x, y);
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(ONE);
    FloatVector c = x.sub(u.sub(ONE));
    VectorMask<Float> low = u.compare(LT, LOG1P_LOW);
    FloatVector scale = HALF.blend(ONE, low);
    FloatVector k = ONE_EXPONENT.blend(ZERO, low);
    FloatVector f = fma(u, scale, MINUS_ONE);
    FloatVector p = logPolynomial(f);
    FloatVector cs = c.mul(scale);
    FloatVector d = fma(cs.neg(), f, cs);
    return fma(k, LOG_EXPONENT_LN2, f.add(fma(f.mul(f), p, d)));
  }

  private static FloatVector logPolynomial(FloatVector f) {
    FloatVector p = fma(f, LOG_10, LOG_9);
    p = fma(p, f, LOG_8);
    p = fma(p, f, LOG_7);
    p = fma(p, f, LOG_6);
    p = fma(p, f, LOG_5);
    p = fma(p, f, LOG_4);
    p = fma(p, f, LOG_3);
    return fma(p, f, MINUS_HALF);
  }

  private static FloatVector logSpecial(FloatVector x, FloatVector y) {
    FloatVector finite = x.blend(y, x.compare(LT, INFINITY));
    FloatVector positive = finite.blend(NOT_A_NUMBER, x.compare(LT, ZERO));
    return positive.blend(MINUS_INFINITY, x.compare(EQ, ZERO));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    IntVector t = bits(fma(a, TWO_LOG2_E, TANH_ROUND)).min(TANH_ROUND_MAX);
    FloatVector n = t.reinterpretAsFloats().sub(TANH_ROUND);
    FloatVector r = fma(n, MINUS_HALF_LN2, a);
    FloatVector p = fma(r, TANH_EXP_6, TANH_EXP_5);
    p = fma(p, r, TANH_EXP_4);
    p = fma(p, r, TANH_EXP_3);
    p = fma(p, r, TANH_EXP_2);
    p = fma(p, r, TWO);
    p = fma(p, r, ONE);
    FloatVector power = t.lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    FloatVector large = ONE.sub(TWO.div(fma(power, p, ONE)));
    FloatVector s = a.mul(a);
    FloatVector q = fma(s, TANH_15, TANH_13);
    q = fma(q, s, TANH_11);
    q = fma(q, s, TANH_9);
    q = fma(q, s, TANH_7);
    q = fma(q, s, TANH_5);
    q = fma(q, s, TANH_3);
    FloatVector small = fma(q, s.mul(a), a);
    FloatVector y = large.blend(small, a.compare(LT, TANH_POLYNOMIAL_END));
    return bits(y).or(bits(x).and(SIGN)).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = expNegative(bits(x).or(SIGN).reinterpretAsFloats());
    FloatVector numerator = ONE.blend(e, x.compare(LT, ZERO));
    return numerator.div(e.add(ONE));
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
