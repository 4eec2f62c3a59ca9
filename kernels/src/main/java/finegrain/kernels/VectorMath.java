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
  private VectorMath() {}

  static FloatVector exp(FloatVector x) {
    FloatVector z = x.blend(EXP_MIN, x.compare(LT, EXP_MIN));
    IntVector t = bits(fma(z, LOG2_E, EXP_ROUND)).min(EXP_ROUND_MAX);
    FloatVector n = t.reinterpretAsFloats().sub(EXP_ROUND);
    FloatVector r = fma(n, all(-LN2_LOW), fma(n, all(-LN2_HIGH), z));
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
    FloatVector r = fma(n, all(-LN2_LOW), fma(n, all(-LN2_HIGH), z));
    FloatVector p = expReduced(r);
    FloatVector scale = bits(t).lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return p.mul(scale).mul(EXP_NEGATIVE_SCALE);
  }

  private static FloatVector expReduced(FloatVector r) {
    FloatVector p = fma(r, EXP_6, EXP_5);
    p = fma(p, r, EXP_4);
    p = fma(p, r, EXP_3);
    p = fma(p, r, EXP_2);
    p = fma(p, r, 1);
    return fma(p, r, 1);
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> tiny = x.compare(LT, Float.MIN_NORMAL);
    FloatVector z = x.mul(LOG_SUBNORMAL_SCALE, tiny);
    IntVector e = bits(z).sub(LOG_MANTISSA_MIN).and(LOG_EXPONENT_FIELD);
    FloatVector m = bits(z).sub(e).reinterpretAsFloats();
    FloatVector k = floats(e).sub(LOG_SUBNORMAL_EXPONENT, tiny);
    FloatVector f = m.sub(1);
    FloatVector p = logPolynomial(f);
    FloatVector y = fma(k, all(LOG_EXPONENT_LN2), fma(f.mul(f), p, f));
    return logSpecial(x, y);
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(1);
    FloatVector c = x.sub(u.sub(1));
    IntVector e = bits(u).sub(LOG_MANTISSA_MIN).and(LOG_EXPONENT_FIELD);
    FloatVector m = bits(u).sub(e).reinterpretAsFloats();
    FloatVector scale =
        IntVector.broadcast(Simd.INTS, ONE_BITS).sub(e).max(0).reinterpretAsFloats();
    FloatVector f = m.sub(1);
    FloatVector p = logPolynomial(f);
    FloatVector d = fma(c.mul(scale).neg(), f, c.mul(scale));
    FloatVector y = fma(floats(e), all(LOG_EXPONENT_LN2), f.add(fma(f.mul(f), p, d)));
    return bits(logSpecial(u, y)).or(bits(x).and(SIGN)).reinterpretAsFloats();
  }

  private static FloatVector logPolynomial(FloatVector f) {
    FloatVector p = fma(f, LOG_10, LOG_9);
    p = fma(p, f, LOG_8);
    p = fma(p, f, LOG_7);
    p = fma(p, f, LOG_6);
    p = fma(p, f, LOG_5);
    p = fma(p, f, LOG_4);
    p = fma(p, f, LOG_3);
    return fma(p, f, -0.5f);
  }

  private static FloatVector logSpecial(FloatVector x, FloatVector y) {
    FloatVector finite = x.blend(y, x.compare(LT, Float.POSITIVE_INFINITY));
    FloatVector positive = finite.blend(Float.NaN, x.compare(LT, 0));
    return positive.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    IntVector t = bits(fma(a, 2 * LOG2_E, TANH_ROUND)).min(TANH_ROUND_MAX);
    FloatVector n = t.reinterpretAsFloats().sub(TANH_ROUND);
    FloatVector r = fma(n, all(-LN2 / 2), a);
    FloatVector p = fma(r, 64 * EXP_6, 32 * EXP_5);
    p = fma(p, r, 16 * EXP_4);
    p = fma(p, r, 8 * EXP_3);
    p = fma(p, r, 4 * EXP_2);
    p = fma(p, r, 2);
    p = fma(p, r, 1);
    FloatVector power = t.lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
    FloatVector large = all(1).sub(all(2).div(fma(power, p, 1)));
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
    FloatVector numerator = all(1).blend(e, x.compare(LT, 0));
    return numerator.div(e.add(1));
  }

  private static FloatVector all(float constant) {
    return FloatVector.broadcast(Simd.FLOATS, constant);
  }

  private static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
    return a.fma(b, c);
  }

  private static FloatVector fma(FloatVector a, FloatVector b, float c) {
    return a.fma(b, all(c));
  }

  private static FloatVector fma(FloatVector a, float b, float c) {
    return a.fma(all(b), all(c));
  }

  private static IntVector bits(FloatVector x) {
    return x.reinterpretAsInts();
  }

  private static FloatVector floats(IntVector x) {
    return (FloatVector) x.convertShape(I2F, Simd.FLOATS, 0);
  }
}
