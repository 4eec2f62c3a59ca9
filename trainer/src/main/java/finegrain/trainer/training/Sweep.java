package finegrain.trainer.training;

import finegrain.kernels.Backend;
import finegrain.kernels.Caches;
import finegrain.kernels.Kernels;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

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

  /** What some threads wait for. */
  public interface Signal {
    /**
     * Returns when they may begin.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void await() throws InterruptedException;
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
    this(task, perClass, protocol, backend, seed, mostEpochs, mostModels, Trace.NONE);
  }

  /**
   * The same, where somebody looks on.
   *
   * @throws finegrain.trainer.UserError if a class has fewer training images
   */
  public Sweep(
      Task task,
      Collection<Integer> perClass,
      Protocol protocol,
      Backend backend,
      long seed,
      int mostEpochs,
      int mostModels,
      Trace trace) {
    setup = new Setup(task, protocol, seed, mostEpochs, trace);
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
    run(models, threads, () -> {}, listener);
  }

  /**
   * The same, where one thread begins alone.
   *
   * @param others what the other threads wait for
   * @throws InterruptedException if the calling thread is interrupted; the threads are stopped
   */
  public void run(List<ModelSpec> models, int threads, Signal others, Listener listener)
      throws InterruptedException {
    List<Supplier<Cohort>> cohorts = new ArrayList<>();
    for (List<ModelSpec> specs :
        new CohortCut(n -> mostColumns(n, trainingSets.get(n).features()), mostModels)
            .longestFirst(models)) {
      ReducedSet trainingSet = trainingSets.get(specs.getFirst().perClass());
      cohorts.add(() -> cohort(specs, trainingSet, pool));
    }
    CohortQueue queue = new CohortQueue(cohorts);
    try (ExecutorService team = Executors.newFixedThreadPool(threads)) {
      ExecutorCompletionService<Void> ended = new ExecutorCompletionService<>(team);
      try {
        for (int thread = 0; thread < threads; thread++) {
          Signal begin = thread == 0 ? () -> {} : others;
          var _ =
              ended.submit(
                  () -> {
                    begin.await();
                    return work(queue, listener);
                  });
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
        queue.clear();
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

  private Void work(CohortQueue queue, Listener listener) throws InterruptedException {
    Listener inTurn =
        (model, seconds) -> {
          synchronized (listener) {
            listener.finished(model, seconds);
          }
        };
    try (Kernels kernels = backend.open()) {
      Optional<Supplier<Cohort>> next = queue.take();
      while (next.isPresent()) {
        List<ModelSpec> again = next.get().get().run(kernels, queue, inTurn);
        if (!again.isEmpty()) {
          Task task = setup.task();
          LabelledSet trainingSet = task.trainingSet(again.getFirst().perClass());
          cohort(again, ReducedSet.whole(trainingSet), ReducedSet.whole(task.pool()))
              .run(kernels, queue, inTurn);
        }
        queue.finished();
        next = queue.take();
      }
    }
    return null;
  }

  private Cohort cohort(List<ModelSpec> specs, ReducedSet trainingSet, ReducedSet samples) {
    Task.Split split =
        splits.computeIfAbsent(
            specs.getFirst().repeat(), repeat -> setup.task().split(setup.seed(), repeat));
    return new Cohort(setup, specs, trainingSet, samples, split, meter);
  }
}
