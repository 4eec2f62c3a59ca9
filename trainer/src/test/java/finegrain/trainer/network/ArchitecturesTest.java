package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.Comparator;
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
      strings = {"", "perceptron", "perceptron()", "perceptron(0)", "perceptron(5", "cnn(5)"})
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
  void aNetworkCountsItsParametersAndItsOperations() {
    Network network = new Perceptron(10).network(new Shape(1, 28, 28), 8, Activation.TANH);
    assertThat(network.size()).isEqualTo(784 * 10 + 10 + 10 * 8 + 8);
    assertThat(network.outputs()).isEqualTo(8);
    // A multiply-add is two operations; backward, nobody needs the gradient of the samples.
    assertThat(network.forwardFlops()).isEqualTo(2 * (784 * 10 + 10 * 8));
    assertThat(network.backwardFlops()).isEqualTo(2 * (784 * 10 + 2 * 10 * 8));
  }
}
