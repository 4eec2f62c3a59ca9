package finegrain.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.FeatureScale;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.ParameterShape;
import finegrain.trainer.network.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFileTest {
  private static final Shape SHAPE = new Shape(3, 8, 8);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"perceptron(5)", "cnn(2)", "cnn2(2)", "resnet20(2)", "vit(8,2,2)"})
  void whatIsWrittenIsReadBitForBit(String model) {
    Architecture architecture = Architectures.parse(model);
    List<String> classes = List.of("cat", "a \"dog\"", "été");
    Network network = architecture.network(SHAPE, classes.size(), Activation.RELU);
    Matrix state = network.initialState();
    for (int i = 0; i < state.columns(); i++) {
      state.set(0, i, state.get(0, i) + i);
    }
    Parameters parameters = network.parameters(network.initialBlock(3, 0), state);
    NetworkFile file =
        new NetworkFile(
            architecture,
            SHAPE,
            classes,
            Scaling.UNIT,
            new FeatureScale(List.of(0.1), List.of(-3e-300)),
            "pets",
            new TreeMap<>(),
            parameters);
    Path path = folder.resolve("weights.safetensors");
    file.write(path);
    NetworkFile read = NetworkFile.read(path);
    assertThat(read.parameters().sha256()).isEqualTo(parameters.sha256());
    assertThat(read.parameters().names()).isEqualTo(parameters.names());
    assertThat(read.architecture()).isEqualTo(architecture);
    assertThat(read.input()).isEqualTo(SHAPE);
    assertThat(read.classNames()).isEqualTo(classes);
    assertThat(read.scaling()).isEqualTo(Scaling.UNIT);
    assertThat(read.scale()).isEqualTo(file.scale());
  }

  /** PyTorch has filters x channels x rows x columns, and outputs x inputs. */
  @Test
  void weightsAreLaidOutAsInPyTorch() {
    int channels = 2;
    int filters = 3;
    Matrix kernel = Matrix.allocate(9 * channels, filters);
    for (int r = 0; r < 3; r++) {
      for (int s = 0; s < 3; s++) {
        for (int c = 0; c < channels; c++) {
          for (int k = 0; k < filters; k++) {
            kernel.set((r * 3 + s) * channels + c, k, 1000 * k + 100 * c + 10 * r + s);
          }
        }
      }
    }
    NamedTensor tensor =
        TensorLayout.of(ParameterShape.kernel("s1b1.conv1.weights", 3, 9 * channels, filters))
            .write(kernel);
    assertThat(tensor.name()).isEqualTo("s1b1.conv1.weight");
    assertThat(tensor.shape()).containsExactly(filters, channels, 3, 3);
    for (int i = 0; i < tensor.values().length; i++) {
      int k = i / (channels * 9);
      int c = i / 9 % channels;
      assertThat(tensor.values()[i]).isEqualTo(1000 * k + 100 * c + 10 * (i / 3 % 3) + i % 3);
    }
    NamedTensor dense =
        TensorLayout.of(ParameterShape.weights("hidden weights", 2, 3))
            .write(Matrix.of(2, 3, 1, 2, 3, 4, 5, 6));
    assertThat(dense.name()).isEqualTo("hidden.weight");
    assertThat(dense.shape()).containsExactly(3, 2);
    assertThat(dense.values()).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(TensorLayout.of(ParameterShape.row("stem.bn.shift", 4)).name())
        .isEqualTo("stem.bn.bias");
  }
}
