package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.LearningRate;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Schedule;
import finegrain.trainer.training.Setup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTrainingTest {
  private static final Shape SHAPE = new Shape(2, 8, 8);
  private static final long SEED = 7;

  /** Ignores everything. */
  private static final NetworkTraining.Observer NOBODY =
      new NetworkTraining.Observer() {
        @Override
        public void stepped(NetworkTraining training, int samples) {
          // Nobody looks.
        }

        @Override
        public void epochEnded(NetworkTraining training, NetworkEpoch epoch, double perSecond) {
          // Nobody looks.
        }
      };

  private static NetworkData data(Shape shape, int train) {
    return new NetworkData(
        shape,
        MadeUpImages.CLASSES,
        new MadeUpImages(train, shape, 1),
        Optional.of(new MadeUpImages(11, shape, 2)),
        new MadeUpImages(23, shape, 3));
  }

  /** Everything at once: a last short batch, augmentation, smoothing, clipping, dropout. */
  private static Recipe recipe(String optimiser) {
    return new Recipe(
        Optimiser.parse(optimiser),
        0.02,
        0.01f,
        Schedule.parse("warm-up:1+cosine"),
        8,
        3,
        Augmentation.parse("crop=1,flip"),
        0.1f,
        1,
        0.2f);
  }

  private static Network network(String model, Shape shape) {
    return Architectures.parse(model).network(shape, MadeUpImages.CLASSES, Activation.RELU);
  }

  private static Network network(String model, Recipe recipe) {
    return Architectures.parse(model)
        .network(SHAPE, MadeUpImages.CLASSES, Activation.RELU, recipe.dropout());
  }

  private static NetworkTraining training(
      Network network, Recipe recipe, NetworkData data, long seed, Kernels kernels) {
    NetworkState state = NetworkState.initial(network, recipe.optimiser(), seed);
    return new NetworkTraining(network, recipe, data, seed, state, kernels);
  }

  /** All that comes of a training. */
  private static String outcome(NetworkTraining training) {
    NetworkState state = training.state();
    return state.named().sha256() + state.epochs() + state.test();
  }

  private static String trainedAlone(String model, String optimiser, String backend, int threads)
      throws InterruptedException {
    try (Kernels kernels = CohortTest.backend(backend).open(threads)) {
      Recipe recipe = recipe(optimiser);
      NetworkTraining training =
          training(network(model, recipe), recipe, data(SHAPE, 43), SEED, kernels);
      training.run(NOBODY);
      return outcome(training);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cnn(3), sgd",
    "resnet20(2), nesterov",
    "'vit(8,2,2)', adamw",
  })
  void theBitsAreThoseOfTheScalarBackendWithAnyThreads(String model, String optimiser)
      throws InterruptedException {
    String scalar = trainedAlone(model, optimiser, "scalar", 1);
    for (int threads = 1; threads <= 3; threads++) {
      assertThat(trainedAlone(model, optimiser, "auto", threads)).isEqualTo(scalar);
    }
  }

  @Test
  void aNetworkLearns() throws InterruptedException {
    Recipe recipe = Recipe.usual(Architectures.parse("cnn(4)"), 8, 12, false);
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      NetworkTraining training =
          training(network("cnn(4)", SHAPE), recipe, data(SHAPE, 60), SEED, kernels);
      training.run(NOBODY);
      List<NetworkEpoch> epochs = training.state().epochs();
      assertThat(epochs).hasSize(12);
      assertThat(epochs.getLast().train().loss())
          .isLessThan(0.5 * epochs.getFirst().train().loss());
      assertThat(training.state().test().orElseThrow().accuracy()).isGreaterThan(0.9);
    }
  }

  @Test
  void seedsSideBySideHaveTheBitsOfThoseAlone() throws InterruptedException {
    List<Long> seeds = List.of(1L, 2L, 3L, 4L);
    List<Map<Long, String>> outcomes = new ArrayList<>();
    for (ThreadDivision division :
        List.of(new ThreadDivision(1, 1), new ThreadDivision(1, 2), new ThreadDivision(3, 1))) {
      Network network = network("resnet20(2)", SHAPE);
      Map<Long, String> outcome = new ConcurrentHashMap<>();
      new SeedTrainings(
              CohortTest.backend("auto"),
              division,
              (seed, kernels) ->
                  training(network, recipe("nesterov"), data(SHAPE, 17), seed, kernels),
              NOBODY,
              training -> outcome.put(training.seed(), outcome(training)))
          .run(seeds);
      outcomes.add(new TreeMap<>(outcome));
    }
    assertThat(outcomes.getFirst()).containsOnlyKeys(seeds);
    assertThat(outcomes.getFirst().values()).doesNotHaveDuplicates();
    assertThat(outcomes).allMatch(outcomes.getFirst()::equals);
  }

  @Test
  void aFailureOfOneSeedStopsTheOthers() {
    assertThatThrownBy(
            () ->
                new SeedTrainings(
                        CohortTest.backend("auto"),
                        new ThreadDivision(2, 1),
                        (seed, kernels) -> {
                          if (seed == 2) {
                            throw new UserError("no seed 2");
                          }
                          Recipe recipe =
                              Recipe.usual(Architectures.parse("cnn(4)"), 8, 100_000, false);
                          return training(
                              network("cnn(4)", SHAPE), recipe, data(SHAPE, 43), seed, kernels);
                        },
                        NOBODY,
                        _ -> {})
                    .run(List.of(1L, 2L)))
        .isInstanceOf(UserError.class)
        .hasMessage("no seed 2");
  }

  /** Throws away everything but what was written, at each step of the training. */
  @ParameterizedTest
  @CsvSource({"resnet20(2), nesterov", "'vit(8,2,1)', adamw"})
  void writtenAndReadAtAnyStepItGoesOnToTheSameBits(String model, String optimiser)
      throws InterruptedException, IOException {
    NetworkData data = data(SHAPE, 20);
    Recipe recipe = recipe(optimiser);
    Network network = network(model, recipe);
    List<byte[]> written = new ArrayList<>();
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      NetworkTraining whole = training(network, recipe, data, SEED, kernels);
      whole.run(
          new NetworkTraining.Observer() {
            @Override
            public void stepped(NetworkTraining training, int samples) {
              written.add(bytes(training.state()));
            }

            @Override
            public void epochEnded(NetworkTraining training, NetworkEpoch epoch, double perSecond) {
              written.add(bytes(training.state()));
            }
          });
      written.add(bytes(whole.state()));
      assertThat(written).hasSize(3 * 3 + 3 + 1);
      for (byte[] bytes : written) {
        NetworkState state = NetworkState.initial(network, recipe.optimiser(), 99);
        state.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        NetworkTraining rest = new NetworkTraining(network, recipe, data, SEED, state, kernels);
        rest.run(NOBODY);
        assertThat(outcome(rest)).isEqualTo(outcome(whole));
      }
    }
  }

  private static byte[] bytes(NetworkState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      state.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void aPerceptronHasTheBitsOfItsCohort() throws InterruptedException {
    Task task = CohortTest.task(1);
    Protocol protocol =
        new Protocol(
            "steady",
            Activation.RELU,
            true,
            new Optimisation.EarlyStopped(new LearningRate(0.05, 0, 0.05), 0.9f, 5, 60),
            Protocol.Batching.BY_TOTAL);
    ModelSpec spec =
        new ModelSpec(Architectures.perceptron(17), 21, 0, CohortTest.MAP, Target.FINE);
    List<Parameters> cohort = new ArrayList<>();
    new Sweep(new Setup(task, protocol, SEED, 5), List.of(21), CohortTest.backend("auto"), 10)
        .run(List.of(spec), 1, (_, _, weights) -> cohort.add(weights));

    LabelledSet set = task.trainingSet(21, 0);
    Samples samples = new LabelledSamples(set);
    Recipe recipe =
        new Recipe(Optimiser.SGD, 0.05, 0, Schedule.CONSTANT, 8, 5, Augmentation.NONE, 0, 0, 0);
    Network network = Architectures.perceptron(17).network(task.shape(), 5, Activation.RELU);
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      NetworkTraining training =
          training(
              network,
              recipe,
              new NetworkData(task.shape(), 5, samples, Optional.empty(), samples),
              SEED,
              kernels);
      training.run(NOBODY);
      assertThat(training.state().named().sha256()).isEqualTo(cohort.getFirst().sha256());
    }
  }

  /** A step of plain descent at rate 1 changes the parameters by their clipped gradient. */
  @ParameterizedTest
  @ValueSource(floats = {0.01f, 0.3f, 1000})
  void clippingKeepsTheDirection(float clip) throws InterruptedException {
    double[] free = change(0);
    double[] clipped = change(clip);
    double norm = norm(free);
    assertThat(norm).isBetween(0.4, 100.0);
    assertThat(norm(clipped)).isCloseTo(Math.min(norm, clip), within(2e-4 * norm));
    for (int i = 0; i < free.length; i++) {
      assertThat(clipped[i]).isCloseTo(free[i] * Math.min(1, clip / norm), within(1e-6));
    }
  }

  private static double[] change(float clip) throws InterruptedException {
    Network network = network("cnn(2)", SHAPE);
    Recipe recipe =
        new Recipe(
            new Optimiser.Sgd(0, false),
            1,
            0,
            Schedule.CONSTANT,
            30,
            1,
            Augmentation.NONE,
            0,
            clip,
            0);
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      NetworkTraining training = training(network, recipe, data(SHAPE, 30), SEED, kernels);
      training.run(NOBODY);
      Matrix before = network.initialBlock(SEED, 0);
      Matrix after = training.state().parameters();
      double[] change = new double[before.columns()];
      for (int i = 0; i < change.length; i++) {
        change[i] = (double) after.get(0, i) - before.get(0, i);
      }
      return change;
    }
  }

  private static double norm(double[] vector) {
    double sum = 0;
    for (double value : vector) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** On images of 4 x 4 pixels the last normalisation sees one position of each sample. */
  @Test
  void aLastBatchOfOneSampleIsLeftOutOnlyWhereItCannotBeNormalised() throws InterruptedException {
    Shape tiny = new Shape(1, 4, 4);
    Recipe recipe = Recipe.usual(Architectures.parse("resnet20(2)"), 4, 1, false);
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      NetworkTraining training =
          training(network("resnet20(2)", tiny), recipe, data(tiny, 9), SEED, kernels);
      assertThat(training.batches()).isEqualTo(2);
      training.run(NOBODY);
      assertThat(training.state().hasDiverged()).isFalse();
      assertThat(
              training(network("resnet20(2)", SHAPE), recipe, data(SHAPE, 9), SEED, kernels)
                  .batches())
          .isEqualTo(3);
      assertThat(training(network("cnn(2)", tiny), recipe, data(tiny, 9), SEED, kernels).batches())
          .isEqualTo(3);
      Recipe single = Recipe.usual(Architectures.parse("resnet20(2)"), 1, 1, false);
      assertThatThrownBy(
              () -> training(network("resnet20(2)", tiny), single, data(tiny, 9), SEED, kernels))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("larger --batch");
    }
  }

  @Test
  void aTrainingWhoseLossIsNotFiniteEnds() throws InterruptedException {
    Recipe recipe =
        new Recipe(Optimiser.SGD, 1e30, 0, Schedule.CONSTANT, 8, 9, Augmentation.NONE, 0, 0, 0);
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      NetworkTraining training =
          training(network("cnn(2)", SHAPE), recipe, data(SHAPE, 20), SEED, kernels);
      training.run(NOBODY);
      assertThat(training.state().hasDiverged()).isTrue();
      assertThat(training.state().epochs()).hasSizeLessThan(9);
      assertThat(training.state().test()).isPresent();
    }
  }

  /** Once compiled, an epoch allocates the streams of its draws, and a step nothing. */
  @ParameterizedTest
  @CsvSource({"cnn(3), sgd", "cnn2(3), sgd", "resnet20(2), nesterov", "'vit(8,2,1)', adamw"})
  void aStepAllocatesNothing(String model, String optimiser) throws InterruptedException {
    long steps = 25;
    long mostBytes = 10 * steps + 1000;
    NetworkData data = data(SHAPE, (int) (8 * steps));
    Recipe recipe = recipe(optimiser);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      Network network = network(model, recipe);
      long allocated = Long.MAX_VALUE;
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (allocated > mostBytes && System.nanoTime() < end) {
        NetworkTraining training = training(network, recipe, data, SEED, kernels);
        long before = threads.getCurrentThreadAllocatedBytes();
        training.trainEpoch(NOBODY);
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).as("bytes in %d steps", steps).isLessThanOrEqualTo(mostBytes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Small networks side by side, each with one thread; large ones share the threads.
    "1, 2, 1e6, 1, 2",
    "1, 2, 1e12, 1, 2",
    "3, 2, 1e6, 2, 1",
    "2, 2, 1e12, 2, 1",
    "3, 2, 1e12, 1, 2",
    "8, 4, 1e12, 4, 1",
    "2, 8, 1e12, 2, 4",
  })
  void threadsAreSharedOut(int networks, int threads, double flops, int sideBySide, int each) {
    assertThat(ThreadDivision.of(networks, threads, flops))
        .isEqualTo(new ThreadDivision(sideBySide, each));
  }
}
