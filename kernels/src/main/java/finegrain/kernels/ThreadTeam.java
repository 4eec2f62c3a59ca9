package finegrain.kernels;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that do the parts of one task together. They are started when they are first needed, are
 * parked when they are idle, and end with {@link #close}. The calling thread does the first part.
 * There may be one caller at a time. Nothing is allocated once the threads run.
 *
 * <p>If the system refuses a thread, the team stays as large as it is.
 */
final class ThreadTeam implements AutoCloseable {
  /** Work that can be divided into parts. */
  interface Task {
    /** Does part {@code part} of {@code parts}. */
    void run(int part, int parts);
  }

  /** How often a waiting thread looks before it parks. */
  private static final int SPINS = 2_000;

  private final Worker[] workers;
  private final Starter starter;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile Thread caller;
  private int started;
  private int most;
  private boolean closed;

  /** Starts a thread. */
  interface Starter {
    /**
     * Starts it.
     *
     * @throws OutOfMemoryError if the system refuses it
     */
    void start(Thread thread);
  }

  /** A team of so many threads, the calling one included. */
  ThreadTeam(int threads) {
    this(threads, Thread::start);
  }

  /** A team whose threads are started in some way. */
  ThreadTeam(int threads, Starter starter) {
    workers = new Worker[threads - 1];
    most = threads - 1;
    this.starter = starter;
  }

  /** The number of threads that it has or may start, the calling one included. */
  int size() {
    return most + 1;
  }

  /**
   * Does a task in some parts, at most {@link #size}, and returns when all are done. There are
   * fewer parts if the system refuses threads. If a part fails, its error is thrown after the other
   * parts have ended.
   *
   * @throws IllegalStateException if the team is closed
   */
  void run(Task task, int parts) {
    if (closed) {
      throw new IllegalStateException("these kernels are closed");
    }
    int helpers = started(parts - 1);
    if (helpers == 0) {
      task.run(0, 1);
      return;
    }
    caller = Thread.currentThread();
    unfinished.set(helpers);
    for (int i = 0; i < helpers; i++) {
      workers[i].give(task, i + 1, helpers + 1);
    }
    Throwable failure = null;
    try {
      task.run(0, helpers + 1);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (int spins = 0; unfinished.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    for (int i = 0; i < helpers; i++) {
      Throwable other = workers[i].takeFailure();
      failure = failure == null ? other : failure;
    }
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  /** Starts workers that are missing; how many of those wanted are there. */
  private int started(int wanted) {
    while (started < Math.min(wanted, most)) {
      Worker worker = new Worker();
      try {
        starter.start(worker);
      } catch (OutOfMemoryError refused) {
        // The JVM says this of every limit on threads. Each further try would cost time and warn.
        most = started;
        break;
      }
      workers[started++] = worker;
    }
    return Math.min(wanted, most);
  }

  /** Ends the threads. */
  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < started; i++) {
      workers[i].give(null, 0, 0);
    }
  }

  /** A thread of the team. */
  private final class Worker extends Thread {
    private Task task;
    private int part;
    private int parts;
    private Throwable failure;

    /** Whether the worker has a task. Both sides write it after all other fields. */
    private volatile boolean given;

    Worker() {
      super("finegrain-kernels");
      setDaemon(true);
    }

    /** Gives a part of a task, or {@code null} to end. */
    void give(Task task, int part, int parts) {
      this.task = task;
      this.part = part;
      this.parts = parts;
      given = true;
      LockSupport.unpark(this);
    }

    Throwable takeFailure() {
      Throwable taken = failure;
      failure = null;
      return taken;
    }

    @Override
    public void run() {
      while (true) {
        for (int spins = 0; !given; spins++) {
          if (spins < SPINS) {
            Thread.onSpinWait();
          } else {
            LockSupport.park(ThreadTeam.this);
          }
        }
        if (task == null) {
          return;
        }
        try {
          task.run(part, parts);
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        task = null;
        given = false;
        if (unfinished.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
      }
    }
  }
}
