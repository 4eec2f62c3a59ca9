package finegrain.trainer.engine;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.NodePlacement;
import finegrain.trainer.WorkerTeam;
import finegrain.trainer.event.IdleEvent;
import finegrain.trainer.event.ModelFinishedEvent;
import finegrain.trainer.event.SweepEvent;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.network.Perceptron;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Trains many models on a team of threads. An engine divides the models into cohorts, and one
 * thread trains each cohort. The result of a model depends neither on the engine, nor on the
 * cohort, nor on the threads.
 */
public final class Sweep {
  /**
   * The system property that replaces the measured share: the largest share of elements that are
   * not 0 with which samples are multiplied without their zeros; 0 for never, 1 for always.
   */
  public static final String SPARSE_SHARE = "finegrain.sparse.share";

  private final Setup setup;
  private final Backend backend;
  private final Meter meter = new Meter();
  private final SampleStore samples;
  private final Map<ModelSpec, Double> expectedFlops = new ConcurrentHashMap<>();
  private final Engine perceptrons;
  private final Engine networks;

  /** Hears of trained models while a sweep runs. One thread at a time calls it. */
  public interface Listener {
    /**
     * A model is trained.
     *
     * @param seconds the model's share of the time of its cohort, by floating-point operations
     * @param weights of the model
     */
    void finished(TrainedModel model, double seconds, Parameters weights);
  }

  /** A condition that threads wait for. */
  public interface Signal {
    /**
     * Returns when the condition holds.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void await() throws InterruptedException;
  }

  /**
   * A sweep over models.
   *
   * @param perClass all numbers of training samples of a class that its models have
   * @param mostModels the most models of a cohort; 1 trains each model alone
   * @throws finegrain.trainer.UserError if a class has fewer training samples
   */
  public Sweep(Setup setup, Collection<Integer> perClass, Backend backend, int mostModels) {
    this(setup, perClass, backend, mostModels, SparseRule.of(backend));
  }

  /** A sweep with a rule for the zeros of samples. */
  Sweep(
      Setup setup,
      Collection<Integer> perClass,
      Backend backend,
      int mostModels,
      SparseRule sparse) {
    this.setup = setup;
    this.backend = backend;
    samples = new SampleStore(setup.task(), setup.seed(), backend, sparse);
    perceptrons = new CohortEngine(setup, samples, mostModels, meter);
    networks = new NetworkEngine(setup, samples, meter);
    for (int n : perClass) {
      var _ = samples.trainingSet(n, 0);
    }
  }

  /** A sweep that trains each perceptron as a network of its own. */
  static Sweep ofNetworks(Setup setup, Backend backend) {
    return new Sweep(setup, backend);
  }

  private Sweep(Setup setup, Backend backend) {
    this.setup = setup;
    this.backend = backend;
    samples = new SampleStore(setup.task(), setup.seed(), backend, SparseRule.NEVER);
    networks = new NetworkEngine(setup, samples, meter);
    perceptrons = networks;
  }

  /** Whether each repeat has samples of its own. */
  public boolean drawsEachRepeat() {
    return samples.drawsEachRepeat();
  }

  /** The protocol of a model. */
  public Protocol protocol(ModelSpec spec) {
    return setup.protocol(spec);
  }

  /** The tree over the fine classes of a model. */
  public LabelTree tree(ModelSpec spec) {
    return samples.tree(spec);
  }

  /** The fine class, or the cluster, of each training sample of a model; not a copy. */
  public int[] fineClasses(ModelSpec spec) {
    return fineLabels(spec).trainingSet();
  }

  /** The fine class of each sample of a model's validation and test; not a copy. */
  public int[] heldOutClasses(ModelSpec spec) {
    return fineLabels(spec).pool();
  }

  private FineLabels fineLabels(ModelSpec spec) {
    return samples.fineLabels(spec, samples.reduced(spec));
  }

  /**
   * The training samples of a model.
   *
   * @return samples x features, without features that are zero in all samples; not a copy
   */
  public Matrix trainingSamples(ModelSpec spec) {
    return samples.trainingSet(spec.perClass(), spec.repeat()).set().features();
  }

  /**
   * The floating-point operations of a trained model's products in a program that multiplies every
   * input of every sample, zeros included. It is at least {@link TrainedModel#flops}.
   */
  public double denseFlops(TrainedModel model) {
    return DenseWork.flops(setup, samples.reduced(model.spec()), tree(model.spec()), model);
  }

  /** About how many of these operations the training of a model will have. */
  public double expectedFlops(ModelSpec spec) {
    // All repeats are about as long, with and without noise.
    ModelSpec first =
        new ModelSpec(spec.model(), spec.perClass(), 0, spec.map(), spec.target(), LabelNoise.NONE);
    return expectedFlops.computeIfAbsent(
        first, key -> DenseWork.expected(setup, samples.split(0), tree(key), key));
  }

  /** New kernels of the backend that trains the models. */
  public Kernels kernels() {
    return backend.open();
  }

  /** Counts the work done so far; any thread may read it while {@link #run} runs. */
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
   * Trains the models; one thread begins alone.
   *
   * @param others the other threads wait for it
   * @throws InterruptedException if the calling thread is interrupted; the threads are stopped
   */
  public void run(List<ModelSpec> models, int threads, Signal others, Listener listener)
      throws InterruptedException {
    List<Supplier<Cohort>> cohorts = new ArrayList<>();
    for (Engine engine : engines().toList()) {
      engine.cohorts(of(engine, models)).forEach(cohort -> cohorts.add(() -> engine.begin(cohort)));
    }
    WorkQueue queue = new WorkQueue(cohorts);
    if (meter.isRecorded()) {
      SweepEvent.write(models.size(), cohorts.size(), threads);
    }
    // A profiler shows the threads of the rehearsal apart from the others.
    String names = Thread.currentThread().getName() + "-training-";
    WorkerTeam.run(
        threads,
        Thread.ofPlatform().name(names, 1).factory(),
        NodePlacement.ofThisMachine()
            .bound(
                threads,
                1,
                thread -> {
                  IdleEvent idleness = IdleEvent.begun("the start of its work");
                  if (thread > 0) {
                    others.await();
                  }
                  idleness.commit();
                  work(queue, listener);
                }),
        // After a failure or an interrupt the other threads finish their current epoch.
        queue::clear);
  }

  /** The cohorts that models are trained in; those of one engine with most work first. */
  public List<List<ModelSpec>> cohorts(List<ModelSpec> models) {
    return engines().flatMap(engine -> engine.cohorts(of(engine, models)).stream()).toList();
  }

  private Stream<Engine> engines() {
    return Stream.of(networks, perceptrons).distinct();
  }

  private List<ModelSpec> of(Engine engine, List<ModelSpec> models) {
    return models.stream().filter(model -> engine(model).equals(engine)).toList();
  }

  /**
   * The training of a cohort without its evaluation, for measuring the speed of the steps alone.
   * Each call of the result trains all models of the cohort for one more epoch.
   *
   * @param cohort one of the {@link #cohorts}
   */
  public Consumer<Kernels> epochs(List<ModelSpec> cohort) {
    return perceptrons.begin(cohort)::train;
  }

  /**
   * The floating-point operations that one call of {@link #epochs} does.
   *
   * @param cohort one of the {@link #cohorts}
   */
  public long epochFlops(List<ModelSpec> cohort) {
    return perceptrons.begin(cohort).trainingFlops();
  }

  private Engine engine(ModelSpec model) {
    return model.model() instanceof Perceptron
            && protocol(model).optimisation() instanceof Optimisation.EarlyStopped
        ? perceptrons
        : networks;
  }

  private void work(WorkQueue queue, Listener listener) throws InterruptedException {
    Listener inTurn =
        (model, seconds, weights) -> {
          if (meter.isRecorded()) {
            ModelFinishedEvent.write(model, seconds);
          }
          synchronized (listener) {
            listener.finished(model, seconds, weights);
          }
        };
    try (Kernels kernels = backend.open()) {
      Optional<Supplier<Cohort>> next = queue.take();
      while (next.isPresent()) {
        next.get().get().run(kernels, queue, inTurn);
        queue.finished();
        next = queue.take();
      }
    }
  }
}
