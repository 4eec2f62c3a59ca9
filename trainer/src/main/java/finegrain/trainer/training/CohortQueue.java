package finegrain.trainer.training;

import finegrain.trainer.event.IdleEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The cohorts that wait for a thread. Where none is left, the threads that have nothing to do wait
 * for parts of those that are being trained: a cohort asks after each epoch whether it should
 * {@link #claim share} its models.
 */
final class CohortQueue {
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
   * @param cohorts in the order in which they are to be trained; each is made when its turn comes
   */
  CohortQueue(Collection<Supplier<Cohort>> cohorts) {
    waiting = new ArrayDeque<>(cohorts);
  }

  /**
   * The next cohort, waited for while there may be one; empty when all are done. From then on the
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
    // This is asked after every epoch of every cohort: mostly without the lock.
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
