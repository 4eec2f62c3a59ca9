package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerceptronTest {
  private static Parameters perceptron(int hidden, int outputs, int repeat) {
    return new Perceptron(hidden)
        .network(new Shape(1, 28, 28), outputs, Activation.RELU)
        .initial(1, repeat);
  }

  @Test
  void countsItsParameters() {
    // 784 x 10 weights and 10 biases, 10 x 8 weights and 8 biases.
    assertThat(perceptron(10, 8, 0).count()).isEqualTo(7840 + 10 + 80 + 8);
    assertThat(perceptron(10, 1, 0).count()).isEqualTo(7840 + 10 + 10 + 1);
  }

  @Test
  void startsWithGlorotUniformWeightsAndZeroBiases() {
    List<Matrix> tensors = perceptron(100, 8, 0).tensors();
    double limit = Math.sqrt(6.0 / (784 + 100));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 784; i++) {
      for (int j = 0; j < 100; j++) {
        double w = tensors.get(0).get(i, j);
        assertThat(w).isBetween(-limit, limit);
        sum += w;
        squares += w * w;
      }
    }
    // A uniform distribution has variance limit^2 / 3; the errors are five standard deviations.
    assertThat(sum / 78_400).isCloseTo(0, within(5 * limit / Math.sqrt(3 * 78_400.0)));
    assertThat(squares / 78_400).isCloseTo(limit * limit / 3, within(limit * limit * 0.006));
    for (int tensor : new int[] {1, 3}) {
      for (int j = 0; j < tensors.get(tensor).columns(); j++) {
        assertThat(tensors.get(tensor).get(0, j)).isZero();
      }
    }
  }

  @Test
  void modelsOfOneRepeatShareTheHiddenWeights() {
    float[] coarse = hidden(perceptron(10, 1, 3));
    assertThat(hidden(perceptron(10, 8, 3))).containsExactly(coarse);
    assertThat(hidden(perceptron(10, 8, 4))).isNotEqualTo(coarse);
  }

  private static float[] hidden(Parameters parameters) {
    Matrix weights = parameters.tensors().getFirst();
    return Arrays.copyOfRange(weights.array(), weights.offset(), weights.offset() + 784 * 10);
  }

  @Test
  void hashesItsWeights() {
    Parameters model = perceptron(5, 2, 0);
    for (Matrix tensor : model.tensors()) {
      tensor.fill(0);
    }
    // sha256sum of (784 * 5 + 5 + 5 * 2 + 2) * 4 = 15,748 zero bytes.
    assertThat(model.sha256())
        .isEqualTo("6aab5ce9d71690000b783da98b92bca7b441c5f4c1b0c2a8a08ecd33feacaa14");
    model.tensors().get(3).set(0, 1, Float.intBitsToFloat(0x7fc01234));
    String withNan = model.sha256();
    model.tensors().get(3).set(0, 1, Float.NaN);
    assertThat(model.sha256()).isEqualTo(withNan);
  }
}
