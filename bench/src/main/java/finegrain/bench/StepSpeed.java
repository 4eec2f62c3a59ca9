package finegrain.bench;

import finegrain.bench.operation.InstructionSet;
import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Peak;
import finegrain.trainer.data.DatasetCatalog;
import finegrain.trainer.data.DatasetLoader;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The speed of training steps, without evaluation: on MNIST, by protocol {@code released}. */
final class StepSpeed {
  private static final double PEAK_SECONDS = 0.5;
  private static final double ROUND_SECONDS = 0.4;
  private static final int ROUNDS = 5;

  /** The warm-up ends after so many rounds without a gain of 5 %. */
  private static final int WARM = 4;

  private final Backend backend = Backends.choose("vector").backend();
  private final KnownDataset known = DatasetCatalog.named("mnist");
  private final Protocol protocol = Protocol.named("released");
  private final Sweep sweep;
  private final int perClass;

  private StepSpeed(int perClass) {
    Task task =
        new DatasetTask(
            DatasetLoader.load(known.name(), Optional.empty(), false), known.fineClasses());
    sweep =
        new Sweep(new Setup(task, protocol, 1, 0), List.of(perClass), backend, Integer.MAX_VALUE);
    this.perClass = perClass;
  }

  /**
   * Measures in this JVM and prints, in one line: microseconds a step and model, with all threads
   * at work; GFLOP/s of what is executed, without the zeros that the engine skips; the peak in
   * GFLOP/s; the class of vector instructions.
   *
   * <p>From the folder of the launcher, once {@code ./finegrain bench} has built it, one model of
   * 10 hidden units on the fine labels, in batches of 8, on one thread:
   *
   * <pre>
   * java --add-modules=jdk.incubator.vector -XX:ObjectAlignmentInBytes=64 -XX:+UseSerialGC \
   *   -cp "bench/target/launcher/lib/*" finegrain.bench.StepSpeed 10 fine 1 50 1
   * </pre>
   *
   * {@code -XX:UseAVX=2} and {@code -Dfinegrain.sparse.share=0} have the effects of the options
   * {@code --isa avx2} and {@code --dense} of {@code finegrain bench sweep}.
   *
   * @param arguments widths such as {@code 5,10}; labels such as {@code fine} or {@code
   *     coarse,fine}; the number of models of each width and each of the labels; images of a class,
   *     50 for batches of 8, 1000 for batches of 32; threads, each of which trains all of these
   *     models
   */
  public static void main(String[] arguments) throws Exception {
    int[] widths = Arrays.stream(arguments[0].split(",")).mapToInt(Integer::parseInt).toArray();
    List<Target> labels = Arrays.stream(arguments[1].split(",")).map(Target::parse).toList();
    int count = Integer.parseInt(arguments[2]);
    int perClass = Integer.parseInt(arguments[3]);
    int threads = Integer.parseInt(arguments[4]);
    StepSpeed speed = new StepSpeed(perClass);
    System.out.println(speed.measure(speed.models(widths, labels, count), threads));
  }

  private List<ModelSpec> models(int[] widths, List<Target> labels, int count) {
    List<ModelSpec> models = new ArrayList<>();
    for (int width : widths) {
      for (int i = 0; i < count; i++) {
        for (Target target : labels) {
          models.add(
              new ModelSpec(
                  Architectures.perceptron(width), perClass, 0, known.defaultMap(), target));
        }
      }
    }
    return models;
  }

  private String measure(List<ModelSpec> models, int threads)
      throws InterruptedException, ExecutionException {
    double nanoseconds = 0;
    double flops = 0;
    for (List<ModelSpec> cohort : sweep.cohorts(models)) {
      nanoseconds += stepNanoseconds(cohort, threads);
      flops += sweep.epochFlops(cohort) / steps(cohort.getFirst());
    }
    double peak = Peak.gflops(threads, PEAK_SECONDS).orElse(Double.NaN);
    return "%s %s %s %s"
        .formatted(
            nanoseconds * 1e-3 / models.size() / threads,
            flops * threads / nanoseconds,
            peak,
            InstructionSet.ofThisJvm().id());
  }

  /** Steps of an epoch. */
  private double steps(ModelSpec spec) {
    int samples = sweep.trainingSamples(spec).rows();
    return Math.ceil((double) samples / protocol.batchSize(perClass, samples));
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
      Consumer<Kernels> epochs = sweep.epochs(specs);
      double steps = steps(specs.getFirst());
      warmUp(epochs, kernels);
      for (int round = 0; round < ROUNDS; round++) {
        together.await();
        nanoseconds[round] = epochNanoseconds(epochs, kernels) / steps;
      }
    }
    return nanoseconds;
  }

  private static void warmUp(Consumer<Kernels> epochs, Kernels kernels) {
    double best = Double.POSITIVE_INFINITY;
    for (int rounds = 0; rounds < WARM; rounds++) {
      double time = epochNanoseconds(epochs, kernels);
      rounds = time < 0.95 * best ? 0 : rounds;
      best = Math.min(best, time);
    }
  }

  /** Nanoseconds of an epoch, on average over a round. */
  private static double epochNanoseconds(Consumer<Kernels> epochs, Kernels kernels) {
    long begin = System.nanoTime();
    long end = begin + (long) (ROUND_SECONDS * 1e9);
    int count = 0;
    long now;
    do {
      epochs.accept(kernels);
      count++;
      now = System.nanoTime();
    } while (now < end);
    return (double) (now - begin) / count;
  }
}
