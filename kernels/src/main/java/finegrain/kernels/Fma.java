package finegrain.kernels;

/**
 * The fused multiply-add, rounded once, at a usable speed on every JVM.
 *
 * <p>If HotSpot cannot use FMA instructions (an old processor, or -XX:UseAVX=0), {@link
 * Math#fma(float, float, float)} uses BigDecimal and is thousands of times slower. In that case
 * this class computes the same bits in double precision.
 */
final class Fma {
  private static final boolean HARDWARE =
      VirtualMachine.option("UseFMA").map(Boolean::parseBoolean).orElse(false);

  private Fma() {}

  /** Whether {@link Math#fma(float, float, float)} is known to be one instruction here. */
  static boolean hardware() {
    return HARDWARE;
  }

  /** Returns a * b + c, rounded once. */
  static float fma(float a, float b, float c) {
    return HARDWARE ? Math.fma(a, b, c) : emulated(a, b, c);
  }

  /**
   * The same in double precision. The product of two floats is exact in a double. The sum is
   * rounded to odd, so that the rounding to float gives the correctly rounded result, subnormal
   * results included (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums: proved
   * algorithms using rounding to odd", IEEE Transactions on Computers 57, 2008). The sum's error is
   * Knuth's TwoSum.
   */
  static float emulated(float a, float b, float c) {
    double product = (double) a * b;
    double addend = c;
    double sum = product + addend;
    double part = sum - product;
    double error = (product - (sum - part)) + (addend - part);
    long bits = Double.doubleToRawLongBits(sum);
    // The error is NaN, and both comparisons are false, where the sum is infinite or NaN.
    if ((error > 0 || error < 0) && (bits & 1) == 0) {
      bits += (error > 0) == (sum > 0) ? 1 : -1;
    }
    return (float) Double.longBitsToDouble(bits);
  }
}
