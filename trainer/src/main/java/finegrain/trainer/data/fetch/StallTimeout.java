package finegrain.trainer.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes the body of a response if no byte arrives for too long. Without it, a read from a
 * connection whose other end is gone would never return.
 */
final class StallTimeout implements AutoCloseable {
  private final InputStream body;
  private final Duration timeout;
  private final Thread timer;
  private volatile long lastRead = System.nanoTime();
  private volatile boolean expired;

  StallTimeout(InputStream body, Duration timeout) {
    this.body = body;
    this.timeout = timeout;
    timer = Thread.ofVirtual().start(this::watch);
  }

  /** Some bytes have arrived: the time starts anew. */
  void restart() {
    lastRead = System.nanoTime();
  }

  /** Whether the body was closed because the time was over. */
  boolean hasExpired() {
    return expired;
  }

  String inWords() {
    return "nothing came for " + timeout.toSeconds() + " s";
  }

  private void watch() {
    try {
      while (true) {
        long left = timeout.toNanos() - (System.nanoTime() - lastRead);
        if (left <= 0) {
          expired = true;
          body.close();
          return;
        }
        Thread.sleep(Duration.ofNanos(left));
      }
    } catch (InterruptedException | IOException ended) {
      // The body has ended, or is closed as far as it can be.
    }
  }

  @Override
  public void close() {
    timer.interrupt();
  }
}
