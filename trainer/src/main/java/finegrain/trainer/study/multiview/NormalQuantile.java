package finegrain.trainer.study.multiview;

/**
 * The quantile of the standard normal distribution, by a quotient of polynomials with a relative
 * error of 1e-7: PPND7 of Wichura, "Algorithm AS 241: The percentage points of the normal
 * distribution" (1988). A uniform draw becomes a normal one, so that each number has a draw of its
 * own.
 */
final class NormalQuantile {
  private static final double CENTRE = 0.425;
  private static final double FAR = 5;

  private NormalQuantile() {}

  /**
   * The number below which a standard normal one lies with a probability.
   *
   * @param probability above 0 and below 1
   */
  static double of(double probability) {
    double q = probability - 0.5;
    if (Math.abs(q) <= CENTRE) {
      double r = 0.180625 - q * q;
      return q
          * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
          / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1);
    }
    double r = Math.sqrt(-StrictMath.log(q < 0 ? probability : 1 - probability));
    double value = r <= FAR ? tail(r - 1.6) : farTail(r - FAR);
    return q < 0 ? -value : value;
  }

  private static double tail(double r) {
    return (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
        / ((0.12021132975 * r + 0.73700164250) * r + 1);
  }

  private static double farTail(double r) {
    return (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150)
        / ((0.012258202635 * r + 0.24197894225) * r + 1);
  }

  /** The same of 32 random bits, of which the upper 24 count. */
  static double ofBits(int bits) {
    return of(((bits >>> 8) + 0.5) * 0x1p-24);
  }
}
