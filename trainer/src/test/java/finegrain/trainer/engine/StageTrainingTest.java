package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Head;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.objective.ClassObjective;
import finegrain.trainer.objective.LabelObjective;
import finegrain.trainer.objective.LevelObjective;
import finegrain.trainer.objective.MultiLabelObjective;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Schedule;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A training in two stages: of a whole network, and of its body under another head. */
class StageTrainingTest {
  private static final Shape SHAPE = new Shape(2, 8, 8);
  private static final long SEED = 7;
  private static final int SAMPLES = 21;
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

  private static Recipe recipe() {
    return new Recipe(
        Optimiser.parse("sgd"),
        0.05,
        0.01f,
        Schedule.parse("warm-up:1+cosine"),
        8,
        2,
        Augmentation.parse("crop=1,flip"),
        0,
        1,
        0.2f);
  }

  private static Network network(String model, int outputs, float dropout) {
    return Architectures.parse(model).network(SHAPE, outputs, Activation.RELU, dropout);
  }

  private static LabelObjective objective(String name) {
    int classes = MadeUpImages.CLASSES;
    int[] own = IntStream.range(0, classes).toArray();
    return switch (name) {
      case "classes" -> new ClassObjective(classes, 0);
      case "several" ->
          new MultiLabelObjective(
              classes + 1,
              Arrays.stream(own).mapToObj(i -> new int[] {i, i + 1}).toArray(int[][]::new));
      default ->
          new LevelObjective(new int[][] {Arrays.stream(own).map(i -> i / 2).toArray(), own});
    };
  }

  private static NetworkState train(
      NetworkState state, Network network, LabelObjective objective, int stage, Kernels kernels)
      throws InterruptedException {
    StageData data = new StageData(new MadeUpImages(SAMPLES, SHAPE, 1), objective, stage);
    NetworkTraining.ofStage(network, recipe(), data, SEED, state, kernels).run(NOBODY);
    return state;
  }

  /** Trains on one objective, then on classes; the weights after each stage. */
  private static String twoStages(String model, String objective, String backend, int threads)
      throws InterruptedException {
    try (Kernels kernels = CohortTest.backend(backend).open(threads)) {
      LabelObjective first = objective(objective);
      Network before = network(model, first.outputs(), recipe().dropout());
      NetworkState pretrained =
          train(
              NetworkState.initial(before, recipe().optimiser(), SEED), before, first, 0, kernels);
      Network after = network(model, MadeUpImages.CLASSES, recipe().dropout());
      NetworkState tuned =
          NetworkState.withNewHead(pretrained.named(), after, recipe().optimiser(), SEED, 1);
      train(tuned, after, objective("classes"), 1, kernels);
      return pretrained.named().sha256() + " " + tuned.named().sha256();
    }
  }

  @ParameterizedTest
  @CsvSource({"cnn2(3), several", "resnet20(2), levels", "'vit(8,2,1)', classes"})
  void theBitsAreThoseOfTheScalarBackendWithAnyThreads(String model, String objective)
      throws InterruptedException {
    String scalar = twoStages(model, objective, "scalar", 1);
    assertThat(twoStages(model, objective, "vector", 1)).isEqualTo(scalar);
    assertThat(twoStages(model, objective, "vector", 3)).isEqualTo(scalar);
  }

  @ParameterizedTest
  @ValueSource(strings = {"perceptron(5)", "cnn2(3)", "resnet20(2)", "vit(8,2,1)"})
  void theBodyIsThatOfTheTrainedNetworkAndTheHeadIsNew(String model) {
    Network trained = network(model, 9, 0);
    Network network = network(model, 3, 0);
    Parameters body = trained.initial(11, 0);
    Parameters replaced = network.parameters(Head.replaced(network, body, SEED, 1));
    Parameters fresh = network.initial(SEED, 1);
    int last = replaced.named().size() - 2;
    for (int i = 0; i < replaced.named().size(); i++) {
      assertThat(values(replaced, i))
          .as(replaced.names().get(i))
          .isEqualTo(i < last ? values(body, i) : values(fresh, i));
    }
    assertThat(values(replaced, last)).isNotEqualTo(values(network.initial(SEED, 0), last));
  }

  private static String values(Parameters parameters, int i) {
    Matrix tensor = parameters.tensors().get(i);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < tensor.rows(); row++) {
      for (int column = 0; column < tensor.columns(); column++) {
        text.append(tensor.get(row, column)).append(' ');
      }
    }
    return text.toString();
  }

  @Test
  void networksOfASeedHaveTheSameBodyWhateverTheirOutputs() {
    Parameters few = network("cnn2(3)", 2, 0).initial(SEED, 0);
    Parameters many = network("cnn2(3)", 50, 0).initial(SEED, 0);
    for (int i = 0; i < few.named().size() - 2; i++) {
      assertThat(values(few, i)).isEqualTo(values(many, i));
    }
  }

  @Test
  void theBiasesOfTheHeadCanBeSet() {
    Network network = network("cnn2(3)", 4, 0);
    NetworkState state = NetworkState.initial(network, recipe().optimiser(), SEED);
    state.fillHeadBiases(-10);
    Parameters initial = network.initial(SEED, 0);
    int biases = initial.named().size() - 1;
    assertThat(values(state.named(), biases)).isEqualTo("-10.0 ".repeat(4));
    assertThat(values(state.named(), biases - 1)).isEqualTo(values(initial, biases - 1));
  }

  @Test
  void aBodyOfAnotherWidthIsRefused() {
    Network network = network("cnn2(3)", 3, 0);
    Parameters other = network("cnn2(4)", 3, 0).initial(SEED, 0);
    assertThatThrownBy(() -> Head.replaced(network, other, SEED, 1)).hasMessageContaining("conv1");
  }

  @Test
  void eachStageHasItsOwnOrder() throws InterruptedException {
    Network network = network("cnn2(3)", MadeUpImages.CLASSES, 0);
    try (Kernels kernels = CohortTest.backend("vector").open(1)) {
      String[] weights = new String[2];
      for (int stage = 0; stage < 2; stage++) {
        NetworkState state = NetworkState.initial(network, recipe().optimiser(), SEED);
        weights[stage] =
            train(state, network, objective("classes"), stage, kernels).named().sha256();
      }
      assertThat(weights[0]).isNotEqualTo(weights[1]);
    }
  }
}
