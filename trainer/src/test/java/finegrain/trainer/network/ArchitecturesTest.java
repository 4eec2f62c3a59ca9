package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitecturesTest {
  @Test
  void anArchitectureIsReadBackFromItsText() {
    assertThat(new Perceptron(50)).hasToString("perceptron(50)");
    assertThat(Architectures.parse("perceptron(50)")).isEqualTo(new Perceptron(50));
    assertThat(Architectures.of("perceptron", 7)).contains(new Perceptron(7));
    assertThat(Architectures.of("transformer", 7)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cnn(8)",
        "cnn2(8)",
        "resnet20(16)",
        "vit(64,4,6)",
        "vit(6,3,2,4)",
        "vit-b16",
        "vit-b16(24)"
      })
  void deepOnesToo(String text) {
    assertThat(Architectures.parse(text)).hasToString(text);
    Architecture wider = Architectures.parse(text).withWidth(72);
    assertThat(Architectures.of(text, 72)).contains(wider);
  }

  /** Dropout before the output layer; of a transformer where its paper has it, appendix B.1. */
  @ParameterizedTest
  @CsvSource({
    "perceptron(5), 1",
    "cnn(2), 1",
    "resnet20(2), 1",
    "'vit(8,2,3)', 10",
    "vit-b16(24), 37",
  })
  void dropoutAddsMasksAndNothingElse(String text, int masks) {
    Architecture architecture = Architectures.parse(text);
    Shape input = new Shape(3, 16, 16);
    Network plain = architecture.network(input, 4, Activation.RELU);
    Network dropping = architecture.network(input, 4, Activation.RELU, 0.1f);
    assertThat(architecture.network(input, 4, Activation.RELU, 0).layers())
        .isEqualTo(plain.layers());
    assertThat(masks(dropping.layers())).isEqualTo(masks);
    assertThat(dropping.layers().getLast()).isEqualTo(plain.layers().getLast());
    assertThat(dropping.channelsLast()).isEqualTo(plain.channelsLast());
    assertThat(dropping.initial(3, 0).sha256()).isEqualTo(plain.initial(3, 0).sha256());
    assertThat(dropping.shapes()).isEqualTo(plain.shapes());
  }

  private static int masks(List<Layer> layers) {
    return layers.stream()
        .mapToInt(
            layer ->
                switch (layer) {
                  case Dropout _ -> 1;
                  case Residual residual -> masks(residual.branch().layers());
                  default -> 0;
                })
        .sum();
  }

  @Test
  void whatIsLeftOutHasADefault() {
    assertThat(Architectures.of("vit", 12)).contains(VisionTransformer.small(12, 4, 6));
    assertThat(Architectures.parse("vit(12,2)")).isEqualTo(VisionTransformer.small(12, 2, 6));
    assertThat(Architectures.parse("vit-b16(768)")).isEqualTo(VisionTransformer.base());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vit(65,4,6)  | vit with 4 heads needs a width that is a multiple of 4, not 65
          cnn(0)       | cnn needs a width of at least 1, not 0
          cnn(3,4)     | cnn has one number, its width, such as cnn(8)
          vit(8,0,1)   | a vision transformer has at least 1 head and 1 block, not 0 and 1
          """)
  void numbersThatDoNotFitAreNamed(String text, String message) {
    assertThatThrownBy(() -> Architectures.find(text)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "perceptron", "perceptron()", "perceptron(0)", "perceptron(5", "lenet(5)"})
  void anotherTextIsRefused(String text) {
    assertThatThrownBy(() -> Architectures.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** (inputs + 1) h + (h + 1) outputs parameters; the wider of two that are equally near. */
  @ParameterizedTest
  @CsvSource({"1, 23, 2", "28, 23, 2", "498, 23, 2", "499, 23, 1", "7958, 784, 1", "1000003, 3, 8"})
  void theNearestHasTheNearestNumberOfParameters(int parameters, int inputs, int outputs) {
    int nearest =
        IntStream.rangeClosed(1, 200_000)
            .boxed()
            .min(
                Comparator.<Integer>comparingLong(
                        h -> Math.abs((inputs + 1L) * h + (h + 1L) * outputs - (long) parameters))
                    .thenComparing(Comparator.reverseOrder()))
            .orElseThrow();
    assertThat(Architectures.nearest(new Perceptron(5), parameters, Shape.row(inputs), outputs))
        .isEqualTo(new Perceptron(nearest));
  }

  @Test
  void theNearestTransformerHasWholeHeads() {
    Architecture like = VisionTransformer.small(64, 4, 2);
    Shape image = new Shape(1, 28, 28);
    long size = like.network(image, 10, Activation.RELU).size();
    assertThat(Architectures.nearest(like, size, image, 10)).isEqualTo(like);
    assertThat(Architectures.nearest(like, size, image, 2)).isEqualTo(like);
  }

  @Test
  void aNetworkCountsItsParametersAndItsOperations() {
    Network network = new Perceptron(10).network(new Shape(1, 28, 28), 8, Activation.TANH);
    assertThat(network.size()).isEqualTo(784 * 10 + 10 + 10 * 8 + 8);
    assertThat(network.outputs()).isEqualTo(8);
    // A multiply-add is two operations; backward, nobody needs the gradient of the samples.
    assertThat(network.forwardFlops()).isEqualTo(2 * (784 * 10 + 10 * 8));
    assertThat(network.backwardFlops()).isEqualTo(2 * (784 * 10 + 2 * 10 * 8));
  }
}
