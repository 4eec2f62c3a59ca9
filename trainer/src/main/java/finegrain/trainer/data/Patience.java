package finegrain.trainer.data;

import java.time.Duration;

/**
 * How long a fetch bears with a host.
 *
 * @param attempts requests in a row that bring nothing before it gives up
 * @param firstPause before the second request; it doubles from one to the next
 * @param longestPause the most that it waits, on its own or because the host asks for it
 * @param silence the longest time without a byte, or without an answer
 * @param sleep waits
 */
record Patience(
    int attempts, Duration firstPause, Duration longestPause, Duration silence, Sleep sleep) {
  /** Waits for some time. */
  interface Sleep {
    void during(Duration time) throws InterruptedException;
  }

  /** For hosts on the internet. */
  static final Patience USUAL =
      new Patience(
          5, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(30), Thread::sleep);

  /** The pause after so many requests in a row that brought nothing. */
  Duration pause(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
