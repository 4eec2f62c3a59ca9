package finegrain.trainer.engine;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.trainer.NodePlacement;
import finegrain.trainer.WorkerTeam;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Trains one network for each of several seeds, one after the other or side by side. */
public final class SeedTrainings {
  private final Backend backend;
  private final ThreadDivision division;
  private final Factory factory;
  private final NetworkTraining.Observer observer;
  private final Consumer<NetworkTraining> finished;

  /** Makes trainings when their turn comes, so that few are in memory at a time. */
  public interface Factory {
    /** The training of a seed. */
    NetworkTraining begin(long seed, Kernels kernels);
  }

  /**
   * Trainings that are not begun yet.
   *
   * @param observer of all trainings, called in their threads
   * @param finished takes each training at its end, in its thread
   */
  public SeedTrainings(
      Backend backend,
      ThreadDivision division,
      Factory factory,
      NetworkTraining.Observer observer,
      Consumer<NetworkTraining> finished) {
    this.backend = backend;
    this.division = division;
    this.factory = factory;
    this.observer = observer;
    this.finished = finished;
  }

  /**
   * Trains the networks of all seeds. If one fails, the others are stopped.
   *
   * @throws InterruptedException if the calling thread is interrupted; all trainings are stopped
   */
  public void run(List<Long> seeds) throws InterruptedException {
    Queue<Long> left = new ConcurrentLinkedQueue<>(seeds);
    int workers = Math.max(1, Math.min(division.sideBySide(), seeds.size()));
    WorkerTeam.run(
        workers,
        Executors.defaultThreadFactory(),
        NodePlacement.ofThisMachine().bound(workers, division.threadsEach(), _ -> work(left)),
        () -> {});
  }

  private void work(Queue<Long> left) throws InterruptedException {
    try (Kernels kernels = backend.open(division.threadsEach())) {
      for (Long seed = left.poll(); seed != null; seed = left.poll()) {
        NetworkTraining training = factory.begin(seed, kernels);
        training.run(observer);
        finished.accept(training);
      }
    }
  }
}
