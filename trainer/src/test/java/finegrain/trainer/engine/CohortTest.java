package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.LearningRate;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cohorts, however they are cut, against {@link ReferenceTraining}. */
class CohortTest {
  private static final long SEED = 5;
  private static final int EPOCHS = 4;

  /** Its learning rate is so large that the weights of some models grow beyond all numbers. */
  static final Protocol STEEP =
      new Protocol(
          "steep",
          Activation.RELU,
          true,
          new Optimisation.EarlyStopped(new LearningRate(4, 0, 4), 0.9f, 700, 60),
          Protocol.Batching.BY_CLASS);

  static final String MAP = "01001";

  /** Five classes, so that batches do not divide the samples; some inputs are always 0. */
  private record Sparse(int size, long seed, float scale) implements Samples {
    private static final int FEATURES = 23;

    @Override
    public int features() {
      return FEATURES;
    }

    @Override
    public int label(int i) {
      return i % 5;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
      for (int input = 0; input < FEATURES; input++) {
        boolean never = input % 4 == 0;
        // Seen in the test set alone.
        boolean unseen = input % 5 == 0 && seed == 1;
        float feature = (input % 5 == label(i) ? 1 : 0) + (float) random.nextGaussian() * 0.7f;
        target[offset + input] = never || unseen ? 0 : feature * scale;
      }
    }
  }

  static Task task(float scale) {
    Dataset dataset =
        Dataset.inMemory(
            "sparse",
            List.of("a", "b", "c", "d", "e"),
            new Sparse(500, 1, scale),
            new Sparse(800, 2, scale));
    return new DatasetTask(dataset, List.of(0, 1, 2, 3, 4));
  }

  static Backend backend(String name) {
    return Backends.choose(name).backend();
  }

  private static List<ModelSpec> models() {
    List<ModelSpec> models = new ArrayList<>();
    for (int perClass : new int[] {3, 21}) {
      for (int repeat = 0; repeat < 2; repeat++) {
        for (int width : new int[] {1, 3, 16, 19}) {
          for (Target labels : List.of(Target.COARSE, Target.FINE)) {
            models.add(
                new ModelSpec(Architectures.perceptron(width), perClass, repeat, MAP, labels));
          }
        }
      }
    }
    return models;
  }

  private static Map<ModelSpec, TrainedModel> train(
      String backend,
      Task task,
      Protocol protocol,
      List<ModelSpec> models,
      int epochs,
      int mostModels,
      int threads)
      throws InterruptedException {
    Sweep sweep =
        new Sweep(
            new Setup(task, protocol, SEED, epochs), List.of(3, 21), backend(backend), mostModels);
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    sweep.run(models, threads, (model, seconds, _) -> trained.put(model.spec(), uncounted(model)));
    assertThat(sweep.meter().alive()).isZero();
    return trained;
  }

  /** The reference does not count operations. */
  static TrainedModel uncounted(TrainedModel model) {
    return new TrainedModel(
        model.spec(),
        model.batch(),
        model.diverged(),
        model.epochs(),
        model.train(),
        model.test(),
        model.answersOneClass(),
        model.parameters(),
        model.weightsSha256(),
        0,
        Double.NaN);
  }

  private static Map<ModelSpec, TrainedModel> reference(
      Task task, Protocol protocol, List<ModelSpec> models, int epochs) {
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    for (ModelSpec model : models) {
      trained.put(
          model, ReferenceTraining.train(backend("scalar"), task, protocol, model, SEED, epochs));
    }
    return trained;
  }

  @ParameterizedTest
  @CsvSource({
    "auto, paper, 1, 1",
    "auto, paper, 3, 2",
    "auto, paper, 1000, 1",
    "auto, released, 1, 2",
    "auto, released, 3, 1",
    "auto, released, 1000, 2",
    "auto, released, 1000, 16",
    "scalar, paper, 3, 1",
    "scalar, released, 1000, 2",
  })
  void aModelHasTheBitsThatItHasAlone(
      String backend, String protocolName, int mostModels, int threads)
      throws InterruptedException {
    Task task = task(1);
    Protocol protocol = Protocol.named(protocolName);
    assertThat(train(backend, task, protocol, models(), EPOCHS, mostModels, threads))
        .isEqualTo(reference(task, protocol, models(), EPOCHS));
  }

  /** Models stop at epochs of their own, and the others go on in fewer columns. */
  @Test
  void aModelThatStopsEarlyLeavesTheOthersAsTheyAre() throws InterruptedException {
    Task task = task(1);
    Protocol protocol = Protocol.named("released");
    List<ModelSpec> models =
        models().stream().filter(model -> model.perClass() == 3 && model.repeat() == 0).toList();
    Map<ModelSpec, TrainedModel> trained = train("auto", task, protocol, models, 500, 1000, 1);
    assertThat(trained).isEqualTo(reference(task, protocol, models, 500));
    assertThat(trained.values().stream().map(model -> model.epochs().size()).distinct().count())
        .isGreaterThan(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1000, 1", "1000, 2"})
  void aModelThatDivergesLeavesTheOthersAsTheyAre(int mostModels, int threads)
      throws InterruptedException {
    Task task = task(1);
    Map<ModelSpec, TrainedModel> trained =
        train("auto", task, STEEP, models(), 30, mostModels, threads);
    assertThat(trained).isEqualTo(reference(task, STEEP, models(), 30));
    assertThat(trained.values().stream().map(TrainedModel::diverged)).contains(true, false);
  }

  /**
   * Of 23 inputs the test set uses 17, and the training set 14 of these: none that 4 divides, and
   * none that 5 divides.
   */
  @Test
  void countsTheOperationsThatAreDone() throws InterruptedException {
    ModelSpec spec = new ModelSpec(Architectures.perceptron(3), 21, 0, MAP, Target.FINE);
    Sweep sweep =
        new Sweep(
            new Setup(task(1), Protocol.named("paper"), SEED, EPOCHS),
            List.of(21),
            backend("auto"),
            1000);
    List<TrainedModel> trained = new ArrayList<>();
    List<ModelSpec> other =
        List.of(spec, new ModelSpec(Architectures.perceptron(16), 21, 0, MAP, Target.FINE));
    sweep.run(other, 1, (model, seconds, _) -> trained.add(model));

    // 105 samples in batches of 8; 80 validation and 720 test samples; 5 outputs.
    long training = 2 * 3 * (2 * 14 + 3 * 5) * 105;
    long validation = 2 * 3 * (17 + 5) * 80;
    long last = 2 * 3 * ((14 + 5) * 105 + (17 + 5) * 720);
    assertThat(trained)
        .filteredOn(model -> model.spec().equals(spec))
        .singleElement()
        .extracting(TrainedModel::flops)
        .isEqualTo(EPOCHS * (training + validation) + last);
    assertThat(sweep.meter().steps()).isEqualTo(2 * EPOCHS * 14);
    assertThat(sweep.meter().flops())
        .isEqualTo(trained.stream().mapToLong(TrainedModel::flops).sum());
  }

  /** Sums of products overflow at once. */
  @Test
  void hugeFeaturesMakeEveryModelDiverge() throws InterruptedException {
    Task task = task(1e38f);
    Protocol protocol = Protocol.named("paper");
    Map<ModelSpec, TrainedModel> trained = train("auto", task, protocol, models(), 5, 1000, 1);
    assertThat(trained).isEqualTo(reference(task, protocol, models(), 5));
    assertThat(trained.values().stream().map(TrainedModel::diverged)).contains(true);
  }
}
