package finegrain.kernels;

import static finegrain.kernels.Fma.fma;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;

/**
 * The elementary functions on one float, and the constants that {@link VectorMath} shares.
 *
 * <p>Every function is a fixed sequence of IEEE operations (add, multiply, divide, fma, compare,
 * bit operations, conversions of exactly representable integers), and {@link VectorMath} has the
 * same sequence, line for line: the same bits on every machine, JDK and vector width. NaN in is NaN
 * out, and no subnormal is flushed.
 *
 * <p>The worst errors stated are over all 2^32 floats, in ULP of the exact result.
 *
 * <p>The methods are those of Muller et al., Handbook of Floating-Point Arithmetic (2nd edition,
 * 2018), chapter 10: the argument is reduced as by Cody and Waite (Software Manual for the
 * Elementary Functions, 1980), a minimax polynomial is evaluated by Horner's rule, and the result
 * put together. The coefficients are this project's own: the minimax polynomial of the form given,
 * for the relative error of the function (Remez's exchange or Lawson's reweighting at 30 to 50
 * digits), then rounded to float one at a time from the lowest degree up, each time refitting those
 * left. "Error" is the largest relative error of the polynomial with the rounded coefficients.
 */
final class ScalarMath {
  static final float LOG2_E = 0x1.715476p0f;

  /** ln 2 to nearest; it happens to have almost five bits more than a float: off by 2^-28.97. */
  static final float LN2 = 0x1.62e430p-1f;

  /** ln 2 = LN2_HIGH + LN2_LOW, the first so short that n * LN2_HIGH is exact below n = 2^9. */
  static final float LN2_HIGH = 0x1.62e4p-1f;

  static final float LN2_LOW = 0x1.7f7d1cp-20f;

  static final int SIGN = 0x8000_0000;
  static final int MANTISSA_BITS = 23;

  // exp(r) = 1 + r + r^2 (EXP_2 + EXP_3 r + ... + EXP_6 r^4), |r| <= ln(2)/2, error 2^-28.2.
  static final float EXP_2 = 0x1.fffffcp-2f;
  static final float EXP_3 = 0x1.55548cp-3f;
  static final float EXP_4 = 0x1.555858p-5f;
  static final float EXP_5 = 0x1.123de0p-7f;
  static final float EXP_6 = 0x1.6ac74cp-10f;

  /**
   * Added to a float of small size, 1.5 * 2^23 rounds it to an integer n and leaves n in the low
   * bits. With 2 * 127 more, halves of those bits are the exponent fields of two powers of two.
   */
  static final float EXP_ROUND = 0x1.8p23f + 2 * 127;

  /** Rounded bits that stand for n = 130: the result is infinite from n = 129 on. */
  static final int EXP_ROUND_MAX = floatToRawIntBits(EXP_ROUND + 130);

  /** exp is 0 from here down (from -103.98 in truth). */
  static final float EXP_MIN = -104;

  /**
   * As EXP_ROUND, for a result p * 2^n that is made as (p * 2^(n + 64)) * 2^-64, n from -150 to 0.
   */
  static final float EXP_NEGATIVE_ROUND = 0x1.8p23f + 64 + 127;

  static final float EXP_NEGATIVE_SCALE = 0x1p-64f;

  // log(1 + f) = f + f^2 (-1/2 + LOG_3 f + ... + LOG_10 f^7), sqrt(1/2) <= 1 + f <= sqrt(2),
  // error 2^-27.3.
  static final float LOG_3 = 0x1.555554p-2f;
  static final float LOG_4 = -0x1.000226p-2f;
  static final float LOG_5 = 0x1.99a01cp-3f;
  static final float LOG_6 = -0x1.54728ap-3f;
  static final float LOG_7 = 0x1.22d932p-3f;
  static final float LOG_8 = -0x1.0d824ap-3f;
  static final float LOG_9 = 0x1.055ea0p-3f;
  static final float LOG_10 = -0x1.38c93cp-4f;

  static final float LOG_SUBNORMAL_SCALE = 0x1p23f;

  /** The scale's exponent, 23, in units of 2^-23 as k is. */
  static final float LOG_SUBNORMAL_EXPONENT = 23 * 0x1p23f;

  /** Bits of the float sqrt(1/2): where the mantissa's interval begins. */
  static final int LOG_MANTISSA_MIN = 0x3f35_04f3;

  static final int LOG_EXPONENT_FIELD = 0xff80_0000;
  static final float LOG_EXPONENT_LN2 = LN2 * 0x1p-23f;

  /** From here on 1 + x is taken as 2 (1 + f): twice the float where log's mantissa begins. */
  static final float LOG1P_LOW = 2 * intBitsToFloat(LOG_MANTISSA_MIN);

  // tanh(x) = x + x^3 (TANH_3 + TANH_5 x^2 + ... + TANH_15 x^12), |x| < 1, error 2^-26.8.
  static final float TANH_3 = -0x1.55553cp-2f;
  static final float TANH_5 = 0x1.110be4p-3f;
  static final float TANH_7 = -0x1.b9623ap-5f;
  static final float TANH_9 = 0x1.6009a6p-6f;
  static final float TANH_11 = -0x1.045ffep-7f;
  static final float TANH_13 = 0x1.2da078p-9f;
  static final float TANH_15 = -0x1.77cdc6p-12f;

  static final float TANH_POLYNOMIAL_END = 1;
  static final float TANH_ROUND = 0x1.8p23f + 127;

  /** Rounded bits that stand for n = 40: the result is 1 from n = 26 on. */
  static final int TANH_ROUND_MAX = floatToRawIntBits(TANH_ROUND + 40);

  private ScalarMath() {}

  /**
   * Returns e^x; 0.892 ULP at most, at -0x1.765026p2. Not monotone everywhere: 2,922 results are
   * below that of the next smaller float.
   */
  static float exp(float x) {
    // x = n ln 2 + r. Both bounds let NaN through: the upper one leaves x itself alone.
    float z = x < EXP_MIN ? EXP_MIN : x;
    int t = Math.min(floatToRawIntBits(fma(z, LOG2_E, EXP_ROUND)), EXP_ROUND_MAX);
    float n = intBitsToFloat(t) - EXP_ROUND;
    float r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, z));
    float p = expReduced(r);
    // 2^n as two factors: the first product is exact, the second rounds to a subnormal once.
    int h = t >>> 1;
    float scale1 = intBitsToFloat(h << MANTISSA_BITS);
    float scale2 = intBitsToFloat((t - h) << MANTISSA_BITS);
    return p * scale1 * scale2;
  }

  /** Returns e^x for x not above 0: the bits of {@link #exp} in fewer operations. */
  static float expNegative(float x) {
    float z = x < EXP_MIN ? EXP_MIN : x;
    float t = fma(z, LOG2_E, EXP_NEGATIVE_ROUND);
    float n = t - EXP_NEGATIVE_ROUND;
    float r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, z));
    float p = expReduced(r);
    float scale = intBitsToFloat(floatToRawIntBits(t) << MANTISSA_BITS);
    return p * scale * EXP_NEGATIVE_SCALE;
  }

  private static float expReduced(float r) {
    float p = fma(r, EXP_6, EXP_5);
    p = fma(p, r, EXP_4);
    p = fma(p, r, EXP_3);
    p = fma(p, r, EXP_2);
    p = fma(p, r, 1);
    return fma(p, r, 1);
  }

  /** Returns the natural logarithm of x; 0.931 ULP at most, at 0x1.90f2d8p0. Monotone. */
  static float log(float x) {
    // x = 2^k m, m from sqrt(1/2) to sqrt(2); k in units of 2^-23, as its bits stand.
    boolean tiny = x < Float.MIN_NORMAL;
    float z = tiny ? x * LOG_SUBNORMAL_SCALE : x;
    int e = (floatToRawIntBits(z) - LOG_MANTISSA_MIN) & LOG_EXPONENT_FIELD;
    float m = intBitsToFloat(floatToRawIntBits(z) - e);
    float k = tiny ? (float) e - LOG_SUBNORMAL_EXPONENT : (float) e;
    float f = m - 1;
    float p = logPolynomial(f);
    float y = fma(k, LOG_EXPONENT_LN2, fma(f * f, p, f));
    return logSpecial(x, y);
  }

  /** Returns log(1 + x) for x from 0 to 1; 1.12 ULP at most, at 0x1.1d193cp-2. */
  static float log1p(float x) {
    // u + c = 1 + x exactly where c counts, as in Kahan's formula; log(u), and d, the first order
    // of its change by c: 2^-k c / (1 + f), or nearly 2^-k c (1 - f). k is 0 or 1.
    float u = 1 + x;
    float c = x - (u - 1);
    boolean low = u < LOG1P_LOW;
    float scale = low ? 1 : 0.5f;
    float k = low ? 0 : 0x1p23f;
    float f = fma(u, scale, -1);
    float p = logPolynomial(f);
    float cs = c * scale;
    float d = fma(-cs, f, cs);
    return fma(k, LOG_EXPONENT_LN2, f + fma(f * f, p, d));
  }

  /** (log(1 + f) - f) / f^2. */
  private static float logPolynomial(float f) {
    float p = fma(f, LOG_10, LOG_9);
    p = fma(p, f, LOG_8);
    p = fma(p, f, LOG_7);
    p = fma(p, f, LOG_6);
    p = fma(p, f, LOG_5);
    p = fma(p, f, LOG_4);
    p = fma(p, f, LOG_3);
    return fma(p, f, -0.5f);
  }

  private static float logSpecial(float x, float y) {
    float finite = x < Float.POSITIVE_INFINITY ? y : x;
    float positive = x < 0 ? Float.NaN : finite;
    return x == 0 ? Float.NEGATIVE_INFINITY : positive;
  }

  /** Returns tanh x; 0.973 ULP at most, at 0x1.015ae4p0. Odd and monotone. */
  static float tanh(float x) {
    float a = Math.abs(x);
    // From 1 on: 1 - 2 / (e^2a + 1), 2a = n ln 2 + 2r. The bound leaves a itself alone (NaN).
    int t = Math.min(floatToRawIntBits(fma(a, 2 * LOG2_E, TANH_ROUND)), TANH_ROUND_MAX);
    float n = intBitsToFloat(t) - TANH_ROUND;
    float r = fma(n, -LN2 / 2, a);
    float p = fma(r, 64 * EXP_6, 32 * EXP_5);
    p = fma(p, r, 16 * EXP_4);
    p = fma(p, r, 8 * EXP_3);
    p = fma(p, r, 4 * EXP_2);
    p = fma(p, r, 2);
    p = fma(p, r, 1);
    float power = intBitsToFloat(t << MANTISSA_BITS);
    float large = 1 - 2 / fma(power, p, 1);
    // Below 1: the odd polynomial.
    float s = a * a;
    float q = fma(s, TANH_15, TANH_13);
    q = fma(q, s, TANH_11);
    q = fma(q, s, TANH_9);
    q = fma(q, s, TANH_7);
    q = fma(q, s, TANH_5);
    q = fma(q, s, TANH_3);
    float small = fma(q, s * a, a);
    float y = a < TANH_POLYNOMIAL_END ? small : large;
    return intBitsToFloat(floatToRawIntBits(y) | (floatToRawIntBits(x) & SIGN));
  }

  /**
   * Returns the logistic function, 1 / (1 + e) from 0 up and e / (1 + e) below, e = exp(-|x|);
   * 2.402 ULP at most, at -0x1.0a111ap2.
   */
  static float sigmoid(float x) {
    float e = expNegative(intBitsToFloat(floatToRawIntBits(x) | SIGN));
    float numerator = x < 0 ? e : 1;
    return numerator / (1 + e);
  }
}
