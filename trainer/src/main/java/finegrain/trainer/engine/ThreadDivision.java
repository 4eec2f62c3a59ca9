package finegrain.trainer.engine;

/**
 * How threads are shared out among the trainings of several networks. It changes no bit.
 *
 * @param sideBySide how many networks train at a time
 * @param threadsEach threads of each of them
 */
public record ThreadDivision(int sideBySide, int threadsEach) {
  /**
   * Floating-point operations of a step below which a second thread gains nothing: about a
   * millisecond of a core.
   */
  private static final double SMALL_STEP = 1e8;

  /** What each further thread adds to the speed of a large step. */
  private static final double GAIN = 0.9;

  /**
   * The division that ends first, by a rough reckoning; of equal ones that with most networks side
   * by side, which always have something to do.
   *
   * @param networks at least 1
   * @param threads at least 1
   * @param flopsOfStep floating-point operations of a step of one network
   */
  public static ThreadDivision of(int networks, int threads, double flopsOfStep) {
    ThreadDivision best = new ThreadDivision(1, threads);
    for (int sideBySide = 2; sideBySide <= Math.min(networks, threads); sideBySide++) {
      ThreadDivision other = new ThreadDivision(sideBySide, threads / sideBySide);
      if (other.time(networks, flopsOfStep) <= best.time(networks, flopsOfStep)) {
        best = other;
      }
    }
    return best;
  }

  private double time(int networks, double flopsOfStep) {
    double speed = flopsOfStep < SMALL_STEP ? 1 : 1 + GAIN * (threadsEach - 1);
    return Math.ceilDiv(networks, sideBySide) / speed;
  }
}
