package finegrain.trainer;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Threads that share out work among themselves, until it is done or one of them fails. */
public final class WorkerTeam {
  private WorkerTeam() {}

  /** What each thread does. */
  public interface Work {
    /**
     * Works until nothing is left.
     *
     * @param thread its number, counted from 0
     * @throws InterruptedException if the team is stopped
     */
    void run(int thread) throws InterruptedException;
  }

  /**
   * Returns when all threads have ended. If one fails, or the calling thread is interrupted, the
   * others are interrupted.
   *
   * @param threads at least 1
   * @param stop takes away the work that is left; it is called before the others are interrupted,
   *     and also when all is done
   * @throws InterruptedException if the calling thread or one of the team is interrupted
   */
  public static void run(int threads, ThreadFactory factory, Work work, Runnable stop)
      throws InterruptedException {
    try (ExecutorService team = Executors.newFixedThreadPool(threads, factory)) {
      ExecutorCompletionService<Boolean> ended = new ExecutorCompletionService<>(team);
      try {
        for (int i = 0; i < threads; i++) {
          int thread = i;
          var _ =
              ended.submit(
                  () -> {
                    work.run(thread);
                    return true;
                  });
        }
        for (int i = 0; i < threads; i++) {
          ended.take().get();
        }
      } catch (ExecutionException failure) {
        switch (failure.getCause()) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          case InterruptedException e -> throw e;
          default -> throw new IllegalStateException(failure);
        }
      } finally {
        stop.run();
        team.shutdownNow();
      }
    }
  }
}
