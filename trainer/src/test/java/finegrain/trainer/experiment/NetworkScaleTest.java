package finegrain.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Architectures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkScaleTest {
  private static final Shape MNIST = new Shape(1, 28, 28);

  /** An interval needs six repeats, and no default may be refused. */
  @ParameterizedTest
  @ValueSource(strings = {"cnn", "resnet20", "vit"})
  void everyExperimentHasSizesThatItsNetworksTake(String family) {
    for (Experiment experiment : Experiment.all()) {
      Defaults defaults = experiment.defaults(DataSource.named("mnist"), family);
      assertThat(defaults.repeats()).isGreaterThanOrEqualTo(6);
      for (int width : defaults.widths()) {
        assertThat(
                Architectures.of(family, width)
                    .orElseThrow()
                    .network(MNIST, 8, Activation.RELU)
                    .size())
            .isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cnn", "resnet20", "vit"})
  void familiesSideBySideShareTheSmallerTrainingSets(String family) {
    DataSource mnist = DataSource.named("mnist");
    Experiment experiment = new DatasetScaling();
    Defaults own = experiment.defaults(mnist, family);
    Defaults shared = experiment.defaults(mnist, "perceptron").shared(own);
    assertThat(shared.perClass()).isEqualTo(own.perClass());
    assertThat(shared.repeats()).isEqualTo(own.repeats());
  }
}
