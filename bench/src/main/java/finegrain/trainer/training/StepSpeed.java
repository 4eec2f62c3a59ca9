package finegrain.trainer.training;

import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Peak;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.DatasetCatalog;
import finegrain.trainer.data.DatasetLoader;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast the steps of cohorts are, without evaluation: on MNIST, by protocol {@code released}. It
 * stands in this package to reach the cohorts, which the trainer does not export.
 */
public final class StepSpeed {
  private static final double PEAK_SECONDS = 0.5;
  private static final double ROUND_SECONDS = 0.4;
  private static final int ROUNDS = 5;

  /** Rounds without a gain of 5 % after which the compiler is taken to be done. */
  private static final int WARM = 4;

  private final Backend backend = Backends.choose("vector").backend();
  private final Setup setup;
  private final ReducedSet trainingSet;
  private final ReducedSet pool;
  private final Labelling labelling;
  private final String map;
  private final int perClass;
  private final int batch;

  private StepSpeed(int perClass) throws IOException {
    KnownDataset known = DatasetCatalog.named("mnist");
    Task task =
        new DatasetTask(
            DatasetLoader.load(known.name(), Optional.empty(), false), known.fineClasses());
    Protocol protocol = Protocol.named("released", DataSource.named(known.name()));
    map = known.defaultMap();
    setup = new Setup(task, protocol, 1, protocol.mostEpochs());
    trainingSet = ReducedSet.of(task.trainingSet(perClass, 0));
    pool = ReducedSet.of(task.pool(0));
    labelling = new Labelling(LabelTree.parse(map), trainingSet.set().fine(), pool.set().fine());
    this.perClass = perClass;
    batch = protocol.batchSize(perClass, trainingSet.set().size());
  }

  /**
   * Measures in this JVM and prints, in one line: microseconds a step and model, with all threads
   * at work; GFLOP/s; the peak in GFLOP/s.
   *
   * @param arguments widths such as {@code 5,10}; pairs of a coarse and a fine model of each width;
   *     images of a class; threads, each of which trains such cohorts of its own
   */
  public static void main(String[] arguments) throws Exception {
    int[] widths = Arrays.stream(arguments[0].split(",")).mapToInt(Integer::parseInt).toArray();
    int pairs = Integer.parseInt(arguments[1]);
    int perClass = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    System.out.println(new StepSpeed(perClass).measure(widths, pairs, threads));
  }

  private String measure(int[] widths, int pairs, int threads)
      throws InterruptedException, ExecutionException {
    List<ModelSpec> models = new ArrayList<>();
    for (int width : widths) {
      for (int pair = 0; pair < pairs; pair++) {
        for (Target labels : List.of(Target.COARSE, Target.FINE)) {
          models.add(new ModelSpec(Architectures.perceptron(width), perClass, 0, map, labels));
        }
      }
    }
    List<List<ModelSpec>> cohorts =
        new CohortCut(_ -> Sweep.mostColumns(batch, trainingSet.features()), Integer.MAX_VALUE)
            .longestFirst(models);
    double nanoseconds = 0;
    for (List<ModelSpec> cohort : cohorts) {
      nanoseconds += stepNanoseconds(cohort, threads);
    }
    double flops = models.stream().mapToDouble(this::stepFlops).sum();
    double peak = Peak.gflops(threads, PEAK_SECONDS).orElse(Double.NaN);
    return "%s %s %s"
        .formatted(
            nanoseconds * 1e-3 / models.size() / threads, flops * threads / nanoseconds, peak);
  }

  /** Operations of a step of a model: forward, and the gradients of both layers. */
  private double stepFlops(ModelSpec spec) {
    int outputs = setup.protocol().objective(spec.target(), labelling.tree()).outputs();
    return 2.0 * spec.width() * (2.0 * trainingSet.features() + 3.0 * outputs) * batch;
  }

  /** Nanoseconds of a step of a cohort, while each thread trains one: the median of some rounds. */
  private double stepNanoseconds(List<ModelSpec> specs, int threads)
      throws InterruptedException, ExecutionException {
    CyclicBarrier together = new CyclicBarrier(threads);
    double[] rounds = new double[ROUNDS];
    try (ExecutorService team = Executors.newFixedThreadPool(threads)) {
      List<Future<double[]>> results = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        results.add(team.submit(() -> rounds(specs, together)));
      }
      for (Future<double[]> result : results) {
        double[] ofThread = result.get();
        for (int round = 0; round < ROUNDS; round++) {
          rounds[round] += ofThread[round] / threads;
        }
      }
    }
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }

  private double[] rounds(List<ModelSpec> specs, CyclicBarrier together) throws Exception {
    double[] nanoseconds = new double[ROUNDS];
    try (Kernels kernels = backend.open()) {
      Cohort cohort =
          new Cohort(
              setup,
              specs,
              _ -> labelling,
              trainingSet,
              pool,
              setup.task().split(setup.seed(), 0),
              new Meter());
      warmUp(cohort, kernels);
      for (int round = 0; round < ROUNDS; round++) {
        together.await();
        nanoseconds[round] = train(cohort, kernels, ROUND_SECONDS);
      }
    }
    return nanoseconds;
  }

  private void warmUp(Cohort cohort, Kernels kernels) {
    double best = Double.POSITIVE_INFINITY;
    for (int rounds = 0; rounds < WARM; rounds++) {
      double time = train(cohort, kernels, ROUND_SECONDS);
      rounds = time < 0.95 * best ? 0 : rounds;
      best = Math.min(best, time);
    }
  }

  /** Nanoseconds of a step, over at least so many seconds. */
  private double train(Cohort cohort, Kernels kernels, double seconds) {
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    int epochs = 0;
    long now;
    do {
      cohort.train(kernels);
      epochs++;
      now = System.nanoTime();
    } while (now < end);
    double steps = Math.ceil((double) trainingSet.set().size() / batch);
    return (now - begin) / (epochs * steps);
  }
}
