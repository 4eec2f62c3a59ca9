package finegrain.trainer.study;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.trainer.NodePlacement;
import finegrain.trainer.WorkerTeam;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A team of threads that computes units, the most costly first. Where there are more threads than
 * units, the operations of each unit are shared out among several of them.
 *
 * @param backend whose kernels compute
 * @param threads at least 1
 * @param folder of the run
 */
public record UnitTeam(Backend backend, int threads, Path folder) {
  /** Hears of finished units. One thread at a time calls it. */
  public interface Listener {
    /** A unit is finished. */
    void finished(Unit unit, List<Row> rows);
  }

  /**
   * Computes units and returns when all are done. If one fails, no other is begun; those that are
   * begun are finished first, and the listener hears of them.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void run(List<Unit> units, Listener listener) throws InterruptedException {
    Queue<Unit> left = new ConcurrentLinkedQueue<>(Plan.dearestFirst(units));
    int workers = Math.min(threads, units.size());
    if (workers == 0) {
      return;
    }
    int threadsEach = threads / workers;
    AtomicReference<Throwable> failure = new AtomicReference<>();
    WorkerTeam.run(
        workers,
        Executors.defaultThreadFactory(),
        NodePlacement.ofThisMachine()
            .bound(workers, threadsEach, _ -> work(left, threadsEach, listener, failure)),
        left::clear);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure.get());
    }
  }

  private void work(
      Queue<Unit> left, int threadsEach, Listener listener, AtomicReference<Throwable> failure) {
    try (Kernels kernels = backend.open(threadsEach)) {
      Unit.Workplace place = new Unit.Workplace(kernels, folder);
      for (Unit unit = left.poll(); unit != null; unit = left.poll()) {
        List<Row> rows = unit.work().compute(place);
        synchronized (listener) {
          listener.finished(unit, rows);
        }
      }
    } catch (RuntimeException | Error e) {
      // Thrown later: a team that hears of it interrupts the other threads.
      failure.compareAndSet(null, e);
      left.clear();
    }
  }
}
