package finegrain.trainer.data.fetch;

import java.time.Duration;

/**
 * When a fetch tries again, and when it gives up.
 *
 * @param attempts the fetch gives up after this number of consecutive requests without new bytes
 * @param firstPause before the second request; each further pause is twice as long
 * @param longestPause the longest pause, even if the host asks for more
 * @param timeout the longest time without a response, or between two bytes of one
 * @param sleep waits
 */
record RetryPolicy(
    int attempts, Duration firstPause, Duration longestPause, Duration timeout, Sleep sleep) {
  /** Waits for some time. */
  interface Sleep {
    void during(Duration time) throws InterruptedException;
  }

  /** For hosts on the internet. */
  static final RetryPolicy USUAL =
      new RetryPolicy(
          5, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(30), Thread::sleep);

  /** The pause after a number of consecutive requests without new bytes. */
  Duration pause(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
