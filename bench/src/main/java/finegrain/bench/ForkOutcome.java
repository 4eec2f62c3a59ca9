package finegrain.bench;

import java.util.Collections;
import java.util.List;

/** How one JVM ended that was forked to measure a library. */
sealed interface ForkOutcome {
  /**
   * It was measured.
   *
   * @param library name and version, as the library tells them
   * @param rate in 10^9 floating-point operations, or elements, a second
   * @param peak the best of the same process, in 10^9 floating-point operations a second; 0 where
   *     unknown
   * @param share of the process's own peak
   * @param bytesPerCall that a call allocates in steady state
   * @param ratio the project's own rate over this one, in turns within this JVM; 0 where that was
   *     not measured
   */
  record Fork(
      String library, double rate, double peak, double share, double bytesPerCall, double ratio)
      implements ForkOutcome {
    /**
     * From what was measured in turns: the medians of the rates, of the share that each is of the
     * better peak beside it, and of the ratios.
     *
     * @param peaks one before each rate, and one after the last
     * @param ratios none where they were not measured
     */
    static Fork of(
        String library,
        double[] rates,
        List<Double> peaks,
        double bytesPerCall,
        List<Double> ratios) {
      double[] shares = new double[rates.length];
      for (int i = 0; i < rates.length; i++) {
        shares[i] = rates[i] / Math.max(peaks.get(i), peaks.get(i + 1));
      }
      return new Fork(
          library,
          Statistics.median(rates),
          Collections.max(peaks),
          Statistics.median(shares),
          bytesPerCall,
          ratios.isEmpty()
              ? 0
              : Statistics.median(ratios.stream().mapToDouble(Double::doubleValue).toArray()));
    }
  }

  /** The library cannot be loaded, or cannot use so many threads. */
  record Unavailable(String reason) implements ForkOutcome {}

  /** Its result was wrong, or the JVM died. */
  record Failed(String reason) implements ForkOutcome {}
}
