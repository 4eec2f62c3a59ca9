package finegrain.bench;

/** How one JVM ended that was forked to measure a library. */
sealed interface Outcome {
  /**
   * It was measured.
   *
   * @param library name and version, as the library tells them
   * @param rate in 10^9 floating-point operations, or elements, a second
   * @param peak of the same process, in 10^9 floating-point operations a second; 0 where unknown
   * @param bytesPerCall that a call allocates in steady state
   */
  record Fork(String library, double rate, double peak, double bytesPerCall) implements Outcome {
    /** The share of the process's own peak. */
    double share() {
      return rate / peak;
    }
  }

  /** The library cannot be loaded, or cannot use so many threads. */
  record Unavailable(String reason) implements Outcome {}

  /** Its result was wrong, or the JVM died. */
  record Failed(String reason) implements Outcome {}
}
