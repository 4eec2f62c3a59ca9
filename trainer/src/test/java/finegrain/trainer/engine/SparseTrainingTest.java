package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.ForwardingKernels;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.SparseMatrix;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.StoppingCriterion;
import finegrain.trainer.training.TrainedModel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that are trained without the zeros of their samples have the bits of all others. */
class SparseTrainingTest {
  private static final long SEED = 5;
  private static final int INPUTS = 90;

  /** What stands among the features beside zeros and small numbers. */
  enum Special {
    NOTHING,
    NAN,
    INFINITY,
    HUGE
  }

  /**
   * Samples of five classes. A quarter of the features is not 0; the others are +0 or -0. Some
   * inputs are always 0, some in the training set alone, and some samples are 0 altogether.
   */
  private record MostlyZero(int size, long seed, Special special) implements Samples {
    @Override
    public int features() {
      return INPUTS;
    }

    @Override
    public int label(int i) {
      return i % 5;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
      for (int input = 0; input < INPUTS; input++) {
        boolean never = input % 9 == 0 || (input % 10 == 0 && seed == 1) || i % 50 == 17;
        float feature = (input % 5 == label(i) ? 1 : 0) + (float) random.nextGaussian() * 0.7f;
        boolean zero = random.nextInt(4) > 0 || never;
        float special =
            switch (this.special) {
              case NOTHING -> feature;
              case NAN -> Float.NaN;
              case INFINITY -> Float.NEGATIVE_INFINITY;
              case HUGE -> 1e38f;
            };
        boolean isSpecial = input == 31 && i % 40 == 3;
        target[offset + input] =
            isSpecial ? special : zero ? random.nextBoolean() ? 0f : -0f : feature;
      }
    }
  }

  private static Task task(Special special) {
    Dataset dataset =
        Dataset.inMemory(
            "mostly zero",
            List.of("a", "b", "c", "d", "e"),
            new MostlyZero(500, 1, special),
            new MostlyZero(800, 2, special));
    return new DatasetTask(dataset, List.of(0, 1, 2, 3, 4));
  }

  private static List<ModelSpec> models() {
    List<ModelSpec> models = new ArrayList<>();
    for (int perClass : new int[] {3, 41}) {
      for (int repeat = 0; repeat < 2; repeat++) {
        for (int width : new int[] {1, 16, 19, 30}) {
          for (Target target :
              List.of(Target.COARSE, Target.FINE, new Target.Blended(List.of(0.3)))) {
            models.add(
                new ModelSpec(
                    Architectures.perceptron(width), perClass, repeat, CohortTest.MAP, target));
          }
        }
      }
    }
    return models;
  }

  private static Sweep sweep(Setup setup, String backend, SparseRule rule) {
    return new Sweep(setup, List.of(3, 41), CohortTest.backend(backend), 1000, rule);
  }

  private static Map<ModelSpec, TrainedModel> train(
      Setup setup, String backend, int threads, SparseRule rule) throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    sweep(setup, backend, rule)
        .run(
            models(),
            threads,
            (model, _, weights) -> {
              assertThat(weights.sha256()).isEqualTo(model.weightsSha256());
              trained.put(model.spec(), CohortTest.uncounted(model));
            });
    return trained;
  }

  private static Setup setup(Task task, Protocol protocol, int epochs, boolean whole) {
    return new Setup(task, protocol, SEED, epochs, StoppingCriterion.OWN_ACCURACY, whole);
  }

  @ParameterizedTest
  @CsvSource({
    "auto, paper, 1, 5",
    "auto, released, 2, 5",
    "scalar, released, 1, 3",
    "auto, released, 1, 200"
  })
  void theResultsAreThoseOfAllInputs(String backend, String protocol, int threads, int epochs)
      throws InterruptedException {
    Setup setup = setup(task(Special.NOTHING), Protocol.named(protocol), epochs, epochs < 10);
    Map<ModelSpec, TrainedModel> sparse = train(setup, backend, threads, SparseRule.ALWAYS);
    assertThat(sparse).isEqualTo(train(setup, "auto", 1, SparseRule.NEVER));
    assertThat(sparse.values()).extracting(TrainedModel::diverged).containsOnly(false);
    if (epochs < 10) {
      Map<ModelSpec, TrainedModel> networks = new HashMap<>();
      Sweep.ofNetworks(setup, CohortTest.backend("auto"))
          .run(
              models(),
              1,
              (model, _, _) -> networks.put(model.spec(), CohortTest.uncounted(model)));
      assertThat(sparse).isEqualTo(networks);
    }
  }

  /** Features that are not finite, or make sums overflow. */
  @ParameterizedTest
  @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
  void theResultsAreThoseOfAllInputsThoughAFeatureIsSpecial(Special special)
      throws InterruptedException {
    List<Boolean> diverged = new ArrayList<>();
    for (String protocol : List.of("paper", "released")) {
      Setup setup = setup(task(special), Protocol.named(protocol), 5, true);
      Map<ModelSpec, TrainedModel> sparse = train(setup, "auto", 1, SparseRule.ALWAYS);
      assertThat(sparse).isEqualTo(train(setup, "auto", 1, SparseRule.NEVER));
      sparse.values().forEach(model -> diverged.add(model.diverged()));
    }
    assertThat(diverged).contains(true);
  }

  /** Weights overflow. Such models are trained again with the zeros, which become NaN. */
  @ParameterizedTest
  @CsvSource({"1", "2"})
  void theResultsAreThoseOfAllInputsThoughWeightsOverflow(int threads) throws InterruptedException {
    Setup setup = setup(task(Special.NOTHING), CohortTest.STEEP, 30, true);
    Map<ModelSpec, TrainedModel> sparse = train(setup, "auto", threads, SparseRule.ALWAYS);
    assertThat(sparse).isEqualTo(train(setup, "auto", 1, SparseRule.NEVER));
    assertThat(sparse.values().stream().map(TrainedModel::diverged)).contains(true, false);
  }

  /** Kernels that count what they are asked for. */
  private static final class Counting extends ForwardingKernels {
    private final AtomicInteger sparse;
    private final AtomicInteger dense;

    Counting(Kernels kernels, AtomicInteger sparse, AtomicInteger dense) {
      super(kernels);
      this.sparse = sparse;
      this.dense = dense;
    }

    @Override
    public void sparseMomentumStep(
        SparseMatrix x,
        int[] rows,
        Matrix dy,
        Matrix weights,
        Matrix velocity,
        float learningRate,
        float momentum) {
      sparse.incrementAndGet();
      super.sparseMomentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
    }

    @Override
    public void denseMomentumStep(
        Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
      dense.incrementAndGet();
      super.denseMomentumStep(x, dy, weights, velocity, learningRate, momentum);
    }
  }

  /** The share decides, and the sparse operations are really those that are called. */
  @ParameterizedTest
  @CsvSource({"0, false", "0.2, false", "0.35, true", "1, true"})
  void theShareDecides(double mostShare, boolean isSparse) {
    AtomicInteger sparse = new AtomicInteger();
    AtomicInteger dense = new AtomicInteger();
    Setup setup = setup(task(Special.NOTHING), Protocol.named("paper"), 1, false);
    List<ModelSpec> some =
        models().stream().filter(model -> model.perClass() == 41 && model.repeat() == 0).toList();
    try (Kernels kernels = new Counting(CohortTest.backend("auto").open(), sparse, dense)) {
      sweep(setup, "auto", new SparseRule(mostShare)).epochs(some).accept(kernels);
    }
    // 205 samples in batches of 8.
    assertThat(sparse).hasValue(isSparse ? 26 : 0);
    assertThat(dense).hasValue(isSparse ? 0 : 26);
  }

  /** Of each sample those of its inputs that are not 0, counted here from the samples. */
  @Test
  void countsTheOperationsThatAreDone() throws InterruptedException {
    Task task = task(Special.NOTHING);
    ModelSpec spec =
        new ModelSpec(Architectures.perceptron(19), 41, 0, CohortTest.MAP, Target.FINE);
    Sweep sweep = sweep(setup(task, Protocol.named("paper"), 3, false), "auto", SparseRule.ALWAYS);
    List<TrainedModel> trained = new ArrayList<>();
    sweep.run(List.of(spec), 1, (model, _, _) -> trained.add(model));

    int[] validation = task.split(SEED, 0).validation();
    int[] test = task.split(SEED, 0).test();
    long ofTraining = 2 * 19 * nonZeros(task.trainingSet(41, 0).features());
    long ofValidation = 2 * 19 * nonZeros(task.pool(0).only(validation).features());
    long ofTest = 2 * 19 * nonZeros(task.pool(0).only(test).features());
    long ofOutputs = 2 * 19 * 5;
    long epoch =
        2 * ofTraining + 3 * ofOutputs * 205 + ofValidation + ofOutputs * validation.length;
    long last = ofTraining + ofOutputs * 205 + ofTest + ofOutputs * test.length;
    assertThat(trained).singleElement().extracting(TrainedModel::flops).isEqualTo(3 * epoch + last);
    assertThat(sweep.epochFlops(List.of(spec))).isEqualTo(2 * ofTraining + 3 * ofOutputs * 205);

    double whole = 2 * 19 * (INPUTS + 5);
    assertThat(sweep.denseFlops(trained.getFirst()))
        .isEqualTo(
            3 * (2 * 19 * (2 * INPUTS + 3 * 5) * 205.0 + whole * validation.length)
                + whole * (205 + test.length));
  }

  private static long nonZeros(Matrix x) {
    long count = 0;
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < x.columns(); column++) {
        count += x.get(row, column) == 0 ? 0 : 1;
      }
    }
    return count;
  }

  /** Once compiled, an epoch allocates the random stream of its order, and a step nothing. */
  @Test
  void aStepAllocatesNothing() throws InterruptedException {
    int epochs = 100;
    long mostBytes = 200L * epochs;
    Setup setup = setup(task(Special.NOTHING), Protocol.named("released"), 700, false);
    List<ModelSpec> some =
        models().stream()
            .filter(model -> model.perClass() == 41 && model.repeat() == 0)
            .filter(model -> !(model.target() instanceof Target.Blended))
            .toList();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      var training = sweep(setup, "auto", SparseRule.ALWAYS).epochs(some);
      long allocated = Long.MAX_VALUE;
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (allocated > mostBytes && System.nanoTime() < end) {
        // C2 compiles in the background.
        Thread.sleep(25);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int epoch = 0; epoch < epochs; epoch++) {
          training.accept(kernels);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).isLessThanOrEqualTo(mostBytes);
    }
  }
}
