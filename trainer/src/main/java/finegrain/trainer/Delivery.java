package finegrain.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Hands what many threads finish to one thread that keeps it, so that no other waits for a disk or
 * a network. What is finished while that thread is busy comes in one group.
 *
 * @param <T> what is finished
 */
public final class Delivery<T> {
  private final Consumer<List<T>> receiver;

  /** An empty one is the end. */
  private final BlockingQueue<Optional<T>> finished = new LinkedBlockingQueue<>();

  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Work whose threads finish things.
   *
   * @param <T> what they finish
   */
  public interface Work<T> {
    /**
     * Returns when all threads have ended.
     *
     * @param finished takes each thing; for many threads
     * @throws InterruptedException if the calling thread is interrupted
     */
    void run(Consumer<T> finished) throws InterruptedException;
  }

  private Delivery(Consumer<List<T>> receiver) {
    this.receiver = receiver;
  }

  /**
   * Works, and returns when all that was finished is kept, also if the work fails or is stopped. A
   * failure of the receiver is thrown where the next thing is finished, and at the end.
   *
   * @param receiver keeps a group; one thread calls it
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static <T> void run(Consumer<List<T>> receiver, Work<T> work) throws InterruptedException {
    Delivery<T> delivery = new Delivery<>(receiver);
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(Thread.currentThread().getName() + "-keeper")
            .start(delivery::receive);
    try {
      work.run(delivery::add);
    } finally {
      delivery.finished.add(Optional.empty());
      join(thread);
    }
    delivery.throwFailure();
  }

  private void add(T thing) {
    throwFailure();
    finished.add(Optional.of(thing));
  }

  private void throwFailure() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure.get());
    }
  }

  private void receive() {
    List<Optional<T>> group = new ArrayList<>();
    try {
      do {
        group.clear();
        group.add(finished.take());
        finished.drainTo(group);
        List<T> things = group.stream().flatMap(Optional::stream).toList();
        if (!things.isEmpty()) {
          receiver.accept(things);
        }
      } while (group.getLast().isPresent());
    } catch (InterruptedException | RuntimeException | Error e) {
      failure.set(e);
    }
  }

  /** What is finished is kept before an interrupt counts. */
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
