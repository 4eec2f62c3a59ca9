package finegrain.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.objective.SigmoidObjective;
import finegrain.trainer.objective.SoftmaxObjective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the two protocols, in the words of the paper and of its authors' program. */
class ProtocolTest {
  private static final LabelTree TREE = LabelTree.parse("00001111");

  private static Optimisation.EarlyStopped early(Protocol protocol) {
    return (Optimisation.EarlyStopped) protocol.optimisation();
  }

  @Test
  void paper() {
    Protocol paper = Protocol.named("paper");
    assertThat(paper.activation()).isEqualTo(Activation.RELU);
    assertThat(early(paper).momentum()).isZero();
    assertThat(paper.objective(Target.COARSE, TREE)).isEqualTo(new SigmoidObjective(TREE));
    assertThat(paper.objective(Target.FINE, TREE)).isEqualTo(new SoftmaxObjective(TREE, 2));
    assertThat(Protocol.named("paper", DataSource.named("cifar-10"))).isEqualTo(paper);
  }

  @Test
  void released() {
    Protocol released = Protocol.named("released");
    assertThat(released.activation()).isEqualTo(Activation.TANH);
    assertThat(early(released).momentum()).isEqualTo(0.5f);
    assertThat(released.objective(Target.COARSE, TREE)).isEqualTo(new SoftmaxObjective(TREE, 1));
  }

  private static Recipe deep(String model, String source, int perClass, int epochs) {
    Protocol deep = Protocol.named("deep", DataSource.named(source));
    int samples = 8 * perClass;
    return ((Optimisation.ByRecipe) deep.optimisation())
        .recipe(
            Architectures.parse(model),
            deep.batchSize(perClass, samples),
            perClass,
            samples,
            epochs);
  }

  /** The numbers are those of the recipes that were published for these architectures. */
  @ParameterizedTest
  @CsvSource({
    "cnn(8), 1500, sgd:0.9, 0.1, 5.0E-4, warm-up:1.0+cosine",
    "cnn(8), 50, sgd:0.9, 0.025, 5.0E-4, warm-up:1.0+cosine",
    "resnet20(4), 1500, nesterov:0.9, 0.1, 5.0E-4, warm-up:1.0+cosine",
    "'vit(16,4,6)', 1500, 'adamw:0.9,0.999,1.0E-8', 0.001, 0.05, warm-up:2.0+cosine"
  })
  void deepHasTheRecipeOfTheArchitecture(
      String model, int perClass, String optimiser, double rate, float decay, String schedule) {
    Recipe recipe = deep(model, "mnist", perClass, 20);
    assertThat(recipe.optimiser()).hasToString(optimiser);
    assertThat(recipe.learningRate()).isEqualTo(rate);
    assertThat(recipe.weightDecay()).isEqualTo(decay);
    assertThat(recipe.schedule()).hasToString(schedule);
    assertThat(recipe.epochs()).isEqualTo(20);
    assertThat(recipe.augmentation()).isEqualTo(Augmentation.NONE);
  }

  /** A training set needs as many epochs as make 131,072, 12,288 or 16,384 images. */
  @ParameterizedTest
  @CsvSource({
    "cnn(8), 50, 328",
    "cnn(8), 500, 33",
    "cnn(8), 5000, 10",
    "resnet20(4), 50, 31",
    "'vit(16,4,6)', 50, 41"
  })
  void deepTrainsForAFixedNumberOfImages(String model, int perClass, int epochs) {
    assertThat(deep(model, "mnist", perClass, 0).epochs()).isEqualTo(epochs);
  }

  @Test
  void deepAugmentsPhotographsOfLargeTrainingSets() {
    assertThat(deep("cnn(8)", "cifar-10", 500, 0).augmentation()).hasToString("crop=4,flip");
    assertThat(deep("cnn(8)", "cifar-10", 499, 0).augmentation()).isEqualTo(Augmentation.NONE);
    assertThat(deep("cnn(8)", "fashion-mnist", 500, 0).augmentation()).isEqualTo(Augmentation.NONE);
  }

  @Test
  void releasedOnCifar10HasNoMomentumAndAConstantRate() {
    Protocol released = Protocol.named("released", DataSource.named("cifar-10"));
    assertThat(early(released).momentum()).isZero();
    assertThat(early(released).learningRate().at(0)).isEqualTo(0.001f);
    assertThat(early(released).learningRate().at(699)).isEqualTo(0.001f);
  }

  @ParameterizedTest
  @CsvSource({
    "paper, 0, 0.01",
    "paper, 1, 0.00995",
    "paper, 180, 0.001",
    "paper, 699, 0.001",
    "released, 0, 0.012",
    "released, 100, 0.007",
    "released, 219, 0.00105",
    "released, 221, 0.001",
    "released, 699, 0.001"
  })
  void theLearningRateFallsLinearly(String name, int epoch, double rate) {
    assertThat((double) early(Protocol.named(name)).learningRate().at(epoch))
        .isCloseTo(rate, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8",
    "50, 8",
    "99, 8",
    "100, 16",
    "500, 16",
    "501, 32",
    "1500, 32",
    "1501, 64",
    "6000, 64"
  })
  void theBatchGrowsWithTheImagesOfAClass(int perClass, int batch) {
    assertThat(Protocol.named("paper").batchSize(perClass, 8 * perClass)).isEqualTo(batch);
  }

  @Test
  void anUnknownNameIsTheUsersMistake() {
    assertThatThrownBy(() -> Protocol.named("papers"))
        .isInstanceOf(UserError.class)
        .hasMessage("there is no protocol papers; choose one of paper, released, circles, deep");
  }

  @Test
  void aTrainingEndsAfter60EpochsInARowThatWereNotBetter() {
    EarlyStopping stopping = new EarlyStopping(60);
    assertThat(stopping.endsWith(0.5)).isFalse();
    for (int epoch = 0; epoch < 59; epoch++) {
      // Better by less than 0.0005.
      assertThat(stopping.endsWith(0.5004)).isFalse();
    }
    assertThat(stopping.endsWith(0.5006)).isFalse();
    for (int epoch = 0; epoch < 59; epoch++) {
      assertThat(stopping.endsWith(0.4)).isFalse();
    }
    assertThat(stopping.endsWith(0.5011)).isTrue();
  }
}
