package finegrain.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The outcome of one JVM that was forked to measure a library. */
sealed interface ForkOutcome {
  /**
   * It was measured.
   *
   * @param library name and version, as the library tells them
   * @param rate in 10^9 floating-point operations, or elements, a second
   * @param peak the best of the same process, in 10^9 floating-point operations a second; 0 if
   *     unknown
   * @param share of the process's own peak
   * @param bytesPerCall that a call allocates in steady state
   * @param ratio finegrain's rate divided by this one, in turns within this JVM; 0 if it was not
   *     measured
   */
  record Fork(
      String library, double rate, double peak, double share, double bytesPerCall, double ratio)
      implements ForkOutcome {
    /**
     * The medians of the measured rates, of their shares of the peak, and of the ratios. A rate's
     * share is that of the better of the peaks before and after it. What a kernel reaches is
     * possible, so no peak is below a rate: a neighbour may have disturbed its measurement.
     *
     * @param peaks one before each rate, and one after the last
     * @param ratios none if they were not measured
     */
    static Fork of(
        String library,
        double[] rates,
        List<Double> peaks,
        double bytesPerCall,
        List<Double> ratios) {
      double[] shares = new double[rates.length];
      for (int i = 0; i < rates.length; i++) {
        shares[i] = Math.min(1, rates[i] / Math.max(peaks.get(i), peaks.get(i + 1)));
      }
      return new Fork(
          library,
          Statistics.median(rates),
          Math.max(Collections.max(peaks), Arrays.stream(rates).max().orElse(0)),
          Statistics.median(shares),
          bytesPerCall,
          ratios.isEmpty()
              ? 0
              : Statistics.median(ratios.stream().mapToDouble(Double::doubleValue).toArray()));
    }
  }

  /** The library cannot be loaded, or cannot use so many threads. */
  record Unavailable(String reason) implements ForkOutcome {}

  /** The library gave a wrong result, or the JVM died. */
  record Failed(String reason) implements ForkOutcome {}
}
