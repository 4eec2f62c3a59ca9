package finegrain.trainer.training;

import finegrain.kernels.Backend;
import finegrain.kernels.Caches;
import finegrain.kernels.Kernels;
import finegrain.trainer.labels.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Trains many models on a team of threads, each cohort on one of them. What a model becomes depends
 * neither on its cohort nor on the threads.
 */
public final class Sweep {
  private static final int LARGE_BATCH = 32;

  private final Setup setup;
  private final Backend backend;
  private final int mostModels;
  private final Meter meter = new Meter();
  private final ReducedSet pool;
  private final Map<Integer, ReducedSet> trainingSets = new TreeMap<>();
  private final Map<Integer, Task.Split> splits = new ConcurrentHashMap<>();

  /** What a sweep tells while it runs. Called by one thread at a time. */
  public interface Listener {
    /**
     * A model is trained. The time that a cohort takes its thread is shared out among its models by
     * floating-point operations; this model's share is so many seconds.
     */
    void finished(TrainedModel model, double seconds);
  }

  /**
   * A sweep over models of a task.
   *
   * @param perClass the training images of a class of all its models
   * @param mostEpochs the longest training
   * @param mostModels models of a cohort at most; 1 trains each model alone
   * @throws finegrain.trainer.UserError if a class has fewer training images
   */
  public Sweep(
      Task task,
      Collection<Integer> perClass,
      Protocol protocol,
      Backend backend,
      long seed,
      int mostEpochs,
      int mostModels) {
    setup = new Setup(task, protocol, seed, mostEpochs);
    this.backend = backend;
    this.mostModels = mostModels;
    pool = ReducedSet.of(task.pool());
    for (int n : perClass) {
      trainingSets.put(n, ReducedSet.of(task.trainingSet(n)));
    }
  }

  /** What was done so far; it may be read while {@link #run} runs. */
  public Meter meter() {
    return meter;
  }

  /**
   * Trains the models and returns when all are done.
   *
   * @throws InterruptedException if the calling thread is interrupted; the threads are stopped
   */
  public void run(List<ModelSpec> models, int threads, Listener listener)
      throws InterruptedException {
    Queue<List<ModelSpec>> waiting =
        new ConcurrentLinkedQueue<>(
            new CohortCut(n -> mostColumns(n, trainingSets.get(n).features()), mostModels, threads)
                .longestFirst(models));
    try (ExecutorService team = Executors.newFixedThreadPool(threads)) {
      ExecutorCompletionService<Void> ended = new ExecutorCompletionService<>(team);
      try {
        for (int thread = 0; thread < threads; thread++) {
          var _ = ended.submit(() -> work(waiting, listener), null);
        }
        for (int thread = 0; thread < threads; thread++) {
          ended.take().get();
        }
      } catch (ExecutionException failure) {
        switch (failure.getCause()) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          default -> throw new IllegalStateException(failure);
        }
      } finally {
        // After a failure or an interrupt the other threads end after the epoch they are at.
        waiting.clear();
        team.shutdownNow();
      }
    }
  }

  /**
   * Columns of hidden weights that a cohort may have: with small batches the update of the weights
   * is most of the work, so they are to stay in three quarters of the second-level cache; with
   * larger ones the gathering of a batch counts more, and is shared by more columns.
   */
  static int mostColumns(int perClass, int features) {
    int bytesOfColumn = 2 * Float.BYTES * features;
    int quarters = Protocol.batchSize(perClass) < LARGE_BATCH ? 3 : 12;
    return Math.max(1, Caches.secondLevelBytes() / 4 * quarters / bytesOfColumn);
  }

  private void work(Queue<List<ModelSpec>> waiting, Listener listener) {
    try (Kernels kernels = backend.open()) {
      for (List<ModelSpec> specs = waiting.poll(); specs != null; specs = waiting.poll()) {
        ReducedSet trainingSet = trainingSets.get(specs.getFirst().perClass());
        List<ModelSpec> again = train(kernels, specs, trainingSet, pool, listener);
        if (!again.isEmpty()) {
          Task task = setup.task();
          train(
              kernels,
              again,
              ReducedSet.whole(task.trainingSet(specs.getFirst().perClass())),
              ReducedSet.whole(task.pool()),
              listener);
        }
      }
    }
  }

  private List<ModelSpec> train(
      Kernels kernels,
      List<ModelSpec> specs,
      ReducedSet trainingSet,
      ReducedSet samples,
      Listener listener) {
    Task.Split split =
        splits.computeIfAbsent(
            specs.getFirst().repeat(), repeat -> setup.task().split(setup.seed(), repeat));
    return new Cohort(setup, specs, trainingSet, samples, split, kernels, meter)
        .run(
            (model, seconds) -> {
              synchronized (listener) {
                listener.finished(model, seconds);
              }
            });
  }
}
