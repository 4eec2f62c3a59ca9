package finegrain.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.objective.SigmoidObjective;
import finegrain.trainer.objective.SoftmaxObjective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the two protocols, in the words of the paper and of its authors' program. */
class ProtocolTest {
  private static final LabelTree TREE = LabelTree.parse("00001111");

  @Test
  void paper() {
    Protocol paper = Protocol.named("paper");
    assertThat(paper.activation()).isEqualTo(Activation.RELU);
    assertThat(paper.momentum()).isZero();
    assertThat(paper.objective(Target.COARSE, TREE)).isEqualTo(new SigmoidObjective(TREE));
    assertThat(paper.objective(Target.FINE, TREE)).isEqualTo(new SoftmaxObjective(TREE, 2));
    assertThat(Protocol.named("paper", DataSource.named("cifar-10"))).isEqualTo(paper);
  }

  @Test
  void released() {
    Protocol released = Protocol.named("released");
    assertThat(released.activation()).isEqualTo(Activation.TANH);
    assertThat(released.momentum()).isEqualTo(0.5f);
    assertThat(released.objective(Target.COARSE, TREE)).isEqualTo(new SoftmaxObjective(TREE, 1));
  }

  @Test
  void releasedOnCifar10HasNoMomentumAndAConstantRate() {
    Protocol released = Protocol.named("released", DataSource.named("cifar-10"));
    assertThat(released.momentum()).isZero();
    assertThat(released.learningRate().at(0)).isEqualTo(0.001f);
    assertThat(released.learningRate().at(699)).isEqualTo(0.001f);
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
    assertThat((double) Protocol.named(name).learningRate().at(epoch))
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
        .hasMessage("there is no protocol papers; choose one of paper, released, circles");
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
