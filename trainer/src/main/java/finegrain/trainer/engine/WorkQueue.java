package finegrain.trainer.engine;

import finegrain.trainer.event.IdleEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The trainings that wait for a thread. When none is left, the idle threads wait for parts of those
 * that go on: a training of several models asks after each epoch whether it should {@link #claim
 * share} its models.
 */
final class WorkQueue {
  private final Deque<Supplier<Cohort>> waiting;

  /** Threads at work, each of which may still add a part. */
  private int busy;

  private int idle;

  /** Parts that were claimed and have not been added yet. */
  private int promised;

  /** Idle threads for whom there is nothing and nothing is promised. */
  private volatile int wanted;

  /**
   * A queue.
   *
   * @param trainings in the order in which they are to begin; each is made when its turn comes
   */
  WorkQueue(Collection<Supplier<Cohort>> trainings) {
    waiting = new ArrayDeque<>(trainings);
  }

  /**
   * The next training, waited for while there may be one; empty when all are done. From then on the
   * caller is at work, until it calls {@link #finished}.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  synchronized Optional<Supplier<Cohort>> take() throws InterruptedException {
    idle++;
    IdleEvent idleness = IdleEvent.begun("a cohort");
    try {
      while (waiting.isEmpty() && busy > 0) {
        count();
        wait();
      }
    } finally {
      idle--;
      count();
      idleness.commit();
    }
    Optional<Supplier<Cohort>> next = Optional.ofNullable(waiting.poll());
    if (next.isPresent()) {
      busy++;
    }
    count();
    return next;
  }

  /** The caller has trained what it took. */
  synchronized void finished() {
    busy--;
    notifyAll();
  }

  /** Whether a thread has nothing to do; the caller must then {@link #add} a part for it. */
  boolean claim() {
    // This is asked after every epoch of every training: mostly without the lock.
    if (wanted == 0) {
      return false;
    }
    synchronized (this) {
      if (wanted == 0) {
        return false;
      }
      promised++;
      count();
      return true;
    }
  }

  /** Adds the part that was promised. */
  synchronized void add(Cohort part) {
    promised--;
    waiting.add(() -> part);
    count();
    notifyAll();
  }

  /** Nothing more is to be begun. */
  synchronized void clear() {
    waiting.clear();
    count();
  }

  private void count() {
    wanted = Math.max(0, idle - promised - waiting.size());
  }
}
