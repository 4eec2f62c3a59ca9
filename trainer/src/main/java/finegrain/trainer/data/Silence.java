package finegrain.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Listens to the body of an answer, and closes it when no byte has come for too long: a connection
 * whose other end is gone would be read from for ever.
 */
final class Silence implements AutoCloseable {
  private final InputStream body;
  private final Duration longest;
  private final Thread listener;
  private volatile long lastHeard = System.nanoTime();
  private volatile boolean tooLong;

  Silence(InputStream body, Duration longest) {
    this.body = body;
    this.longest = longest;
    listener = Thread.ofVirtual().start(this::listen);
  }

  /** Some bytes have come. */
  void heard() {
    lastHeard = System.nanoTime();
  }

  /** Whether the body was closed because of it. */
  boolean isTooLong() {
    return tooLong;
  }

  String inWords() {
    return "nothing came for " + longest.toSeconds() + " s";
  }

  private void listen() {
    try {
      while (true) {
        long left = longest.toNanos() - (System.nanoTime() - lastHeard);
        if (left <= 0) {
          tooLong = true;
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
    listener.interrupt();
  }
}
