package finegrain.trainer.study;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.trainer.Delivery;
import finegrain.trainer.NodePlacement;
import finegrain.trainer.WorkerTeam;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A team of threads that computes units, the most costly first. Where there are more threads than
 * units, the operations of each unit are shared out among several of them.
 *
 * @param backend whose kernels compute
 * @param threads at least 1
 * @param folder of the run
 */
public record UnitTeam(Backend backend, int threads, Path folder) {
  /** A finished unit, and the rows that it gave. */
  public record Finished(Unit unit, List<Row> rows) {
    /** Copies the list. */
    public Finished {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Computes units and returns when all are done. If one fails, no other is begun; those that are
   * begun are finished first, and are kept.
   *
   * @param keeper takes each unit once, in groups; one thread at a time calls it
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void run(List<Unit> units, Consumer<List<Finished>> keeper) throws InterruptedException {
    Delivery.<Finished>run(keeper, finished -> compute(units, finished));
  }

  private void compute(List<Unit> units, Consumer<Finished> finished) throws InterruptedException {
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
            .bound(workers, threadsEach, _ -> work(left, threadsEach, finished, failure)),
        left::clear);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure.get());
    }
  }

  private void work(
      Queue<Unit> left,
      int threadsEach,
      Consumer<Finished> finished,
      AtomicReference<Throwable> failure) {
    try (Kernels kernels = backend.open(threadsEach)) {
      Unit.Workplace place = new Unit.Workplace(kernels, folder);
      for (Unit unit = left.poll(); unit != null; unit = left.poll()) {
        finished.accept(new Finished(unit, unit.work().compute(place)));
      }
    } catch (RuntimeException | Error e) {
      // Thrown later: a team that hears of it interrupts the other threads.
      failure.compareAndSet(null, e);
      left.clear();
    }
  }
}
