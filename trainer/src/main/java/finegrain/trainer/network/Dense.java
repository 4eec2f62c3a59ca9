package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.kernels.Transposed;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.function.Supplier;

/**
 * A fully connected layer of all features of a sample: y = f(x w + b), where w is inputs x units
 * and b is 1 x units. Its initial weights are uniform in +-sqrt(6 / (inputs + units)), as in Glorot
 * and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010);
 * its initial biases are 0.
 *
 * @param name of the layer, which its parameters are named by
 * @param units of its output
 * @param activation f
 */
public record Dense(String name, int units, Activation activation) implements Layer {
  @Override
  public Shape output(Shape input) {
    return Shape.row(units);
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return List.of(
        ParameterShape.weights(name + " weights", input.features(), units),
        ParameterShape.row(name + " biases", units));
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    glorot(parameters.getFirst(), streams.get());
  }

  /**
   * The weight from input i to unit j is draw j * inputs + i, so that a wider layer starts with the
   * draws of a narrower one.
   */
  static void glorot(Matrix weights, RandomStream random) {
    int inputs = weights.rows();
    int units = weights.columns();
    float limit = (float) Math.sqrt(6.0 / (inputs + units));
    float[] draws = new float[inputs * units];
    random.uniform(0, draws);
    for (int unit = 0; unit < units; unit++) {
      for (int input = 0; input < inputs; input++) {
        weights.set(input, unit, (2 * draws[unit * inputs + input] - 1) * limit);
      }
    }
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Matrix x = memory.x();
    Matrix y = memory.y();
    Matrix weights = memory.parameters().getFirst();
    Matrix biases = memory.parameters().getLast();
    return new LayerPass(
        (kernels, _) -> kernels.dense(x, weights, biases, activation, y),
        memory.gradients().map(gradients -> backward(memory, gradients)));
  }

  private LayerPass.Backward backward(LayerMemory memory, LayerGradients gradients) {
    Matrix weights = memory.parameters().getFirst();
    Matrix dweights = gradients.parameters().getFirst();
    Matrix dbiases = gradients.parameters().getLast();
    Matrix dy = gradients.dy();
    return kernels -> {
      if (activation != Activation.IDENTITY) {
        kernels.activationGradient(activation, memory.y(), dy, dy);
      }
      kernels.matmul(Transposed.LEFT, memory.x(), dy, dweights);
      kernels.columnSums(dy, dbiases);
      if (gradients.dx().isPresent()) {
        kernels.matmul(Transposed.RIGHT, dy, weights, gradients.dx().get());
      }
    };
  }

  @Override
  public boolean endsBranch() {
    return activation == Activation.IDENTITY;
  }

  @Override
  public long forwardFlops(Shape input) {
    return 2L * input.features() * units;
  }

  @Override
  public long backwardFlops(Shape input, boolean inputGradient) {
    return inputGradient ? 2 * forwardFlops(input) : forwardFlops(input);
  }
}
