package finegrain.trainer.training;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.host.Caches;
import finegrain.trainer.event.IdleEvent;
import finegrain.trainer.event.ModelFinishedEvent;
import finegrain.trainer.event.SweepEvent;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Task;
import finegrain.trainer.model.Perceptron;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
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
  private final Labellings labellings;
  private final Map<SampleKey, ReducedSet> trainingSets = new ConcurrentHashMap<>();
  private final Map<Integer, ReducedSet> pools = new ConcurrentHashMap<>();
  private final Map<Integer, Task.Split> splits = new ConcurrentHashMap<>();

  /** Which training set; the repeat is 0 where all repeats have the same. */
  private record SampleKey(int perClass, int repeat) {}

  /** What a sweep tells while it runs. Called by one thread at a time. */
  public interface Listener {
    /**
     * A model is trained. The time that a cohort takes its thread is shared out among its models by
     * floating-point operations; this model's share is so many seconds.
     *
     * @param weights of the model
     */
    void finished(TrainedModel model, double seconds, Perceptron weights);
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
   * A sweep over models.
   *
   * @param perClass the training samples of a class of all its models
   * @param mostModels models of a cohort at most; 1 trains each model alone
   * @throws finegrain.trainer.UserError if a class has fewer training samples
   */
  public Sweep(Setup setup, Collection<Integer> perClass, Backend backend, int mostModels) {
    this.setup = setup;
    this.backend = backend;
    this.mostModels = mostModels;
    labellings = new Labellings(setup.task(), setup.seed(), backend);
    for (int n : perClass) {
      var _ = trainingSet(n, 0);
    }
  }

  /** Whether each repeat has samples of its own. */
  public boolean drawsEachRepeat() {
    return setup.task().drawsEachRepeat();
  }

  /** The tree over the fine classes of a model. */
  public LabelTree tree(ModelSpec spec) {
    return labelling(spec).tree();
  }

  /** The fine class, or the cluster, of each training sample of a model; not a copy. */
  public int[] fineClasses(ModelSpec spec) {
    return labelling(spec).trainingSet();
  }

  private Labelling labelling(ModelSpec spec) {
    return labellings.of(
        spec, trainingSet(spec.perClass(), spec.repeat()).set(), pool(spec.repeat()).set());
  }

  /**
   * The training samples of a model.
   *
   * @return samples x features, without those that are zero in all samples; not a copy
   */
  public Matrix trainingSamples(ModelSpec spec) {
    return trainingSet(spec.perClass(), spec.repeat()).set().features();
  }

  /** Kernels as the models are trained with. */
  public Kernels kernels() {
    return backend.open();
  }

  private ReducedSet trainingSet(int perClass, int repeat) {
    int which = setup.task().drawsEachRepeat() ? repeat : 0;
    return trainingSets.computeIfAbsent(
        new SampleKey(perClass, which),
        key -> ReducedSet.of(setup.task().trainingSet(key.perClass, key.repeat)));
  }

  private ReducedSet pool(int repeat) {
    int which = setup.task().drawsEachRepeat() ? repeat : 0;
    return pools.computeIfAbsent(which, key -> ReducedSet.of(setup.task().pool(key)));
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
    for (List<ModelSpec> specs : cohorts(models)) {
      cohorts.add(() -> cohort(specs));
    }
    CohortQueue queue = new CohortQueue(cohorts);
    if (meter.isRecorded()) {
      SweepEvent.write(models.size(), cohorts.size(), threads);
    }
    // What a profiler shows: the rehearsal's threads apart from the others.
    String names = Thread.currentThread().getName() + "-training-";
    try (ExecutorService team =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name(names, 1).factory())) {
      ExecutorCompletionService<Void> ended = new ExecutorCompletionService<>(team);
      try {
        for (int thread = 0; thread < threads; thread++) {
          Signal begin = thread == 0 ? () -> {} : others;
          var _ =
              ended.submit(
                  () -> {
                    IdleEvent idleness = IdleEvent.begun("the start of its work");
                    begin.await();
                    idleness.commit();
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

  /** The cohorts that the models are trained in, those with most work first. */
  public List<List<ModelSpec>> cohorts(Collection<ModelSpec> models) {
    return new CohortCut(this::mostColumns, mostModels).longestFirst(models);
  }

  /**
   * The training of a cohort without its evaluation, for measuring the speed of the steps alone.
   * Each call of the result trains all models of the cohort for one more epoch.
   *
   * @param specs one of the {@link #cohorts}
   */
  public Consumer<Kernels> epochs(List<ModelSpec> specs) {
    return cohort(specs)::train;
  }

  private Cohort cohort(List<ModelSpec> specs) {
    ModelSpec first = specs.getFirst();
    return cohort(specs, trainingSet(first.perClass(), first.repeat()), pool(first.repeat()));
  }

  private int mostColumns(int perClass) {
    ReducedSet trainingSet = trainingSet(perClass, 0);
    int batch = setup.protocol().batchSize(perClass, trainingSet.set().size());
    return mostColumns(batch, trainingSet.features());
  }

  /**
   * Columns of hidden weights that a cohort may have: with small batches the update of the weights
   * is most of the work, so they are to stay in three quarters of the second-level cache; with
   * larger ones the gathering of a batch counts more, and is shared by more columns.
   */
  private static int mostColumns(int batch, int features) {
    int bytesOfColumn = 2 * Float.BYTES * features;
    int quarters = batch < LARGE_BATCH ? 3 : 12;
    return Math.max(1, Caches.secondLevelBytes() / 4 * quarters / bytesOfColumn);
  }

  private Void work(CohortQueue queue, Listener listener) throws InterruptedException {
    Listener inTurn =
        (model, seconds, weights) -> {
          record(model, seconds);
          synchronized (listener) {
            listener.finished(model, seconds, weights);
          }
        };
    try (Kernels kernels = backend.open()) {
      Optional<Supplier<Cohort>> next = queue.take();
      while (next.isPresent()) {
        List<ModelSpec> again = next.get().get().run(kernels, queue, inTurn);
        if (!again.isEmpty()) {
          Task task = setup.task();
          ModelSpec first = again.getFirst();
          ReducedSet trainingSet =
              ReducedSet.whole(task.trainingSet(first.perClass(), first.repeat()));
          ReducedSet pool = ReducedSet.whole(task.pool(first.repeat()));
          cohort(again, trainingSet, pool).run(kernels, queue, inTurn);
        }
        queue.finished();
        next = queue.take();
      }
    }
    return null;
  }

  private void record(TrainedModel model, double seconds) {
    if (meter.isRecorded()) {
      ModelSpec spec = model.spec();
      new ModelFinishedEvent(spec.width(), spec.perClass(), spec.repeat(), spec.target().toString())
          .write(
              model.epochs().size(),
              model.diverged(),
              model.test().coarseAccuracy(),
              model.flops(),
              seconds);
    }
  }

  private Cohort cohort(List<ModelSpec> specs, ReducedSet trainingSet, ReducedSet pool) {
    Task.Split split =
        splits.computeIfAbsent(
            specs.getFirst().repeat(), repeat -> setup.task().split(setup.seed(), repeat));
    return new Cohort(
        setup,
        specs,
        spec -> labellings.of(spec, trainingSet.set(), pool.set()),
        trainingSet,
        pool,
        split,
        meter);
  }
}
