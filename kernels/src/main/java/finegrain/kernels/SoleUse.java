package finegrain.kernels;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Marks something that one thread at a time may use: free, in use, or closed. A thread that begins
 * sees what the thread before it has written.
 */
final class SoleUse {
  private static final int FREE = 0;
  private static final int IN_USE = 1;
  private static final int CLOSED = 2;

  private final AtomicInteger state = new AtomicInteger(FREE);

  /**
   * Begins a use.
   *
   * @throws IllegalStateException if another one goes on, or after {@link #close}
   */
  void begin() {
    if (!state.compareAndSet(FREE, IN_USE)) {
      throw refusal();
    }
  }

  /** Ends the use that this thread has begun. */
  void end() {
    state.setRelease(FREE);
  }

  /**
   * Ends all uses.
   *
   * @return whether it is the first call
   * @throws IllegalStateException if a use goes on
   */
  boolean close() {
    if (state.compareAndSet(FREE, CLOSED)) {
      return true;
    }
    if (state.get() == CLOSED) {
      return false;
    }
    throw refusal();
  }

  private IllegalStateException refusal() {
    return new IllegalStateException(
        state.get() == CLOSED
            ? "these kernels are closed"
            : "these kernels are in use by another thread; open kernels of its own for each"
                + " thread");
  }
}
