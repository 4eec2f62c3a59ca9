package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.kernels.Transposed;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A fully connected layer: y = f(x w + b), where w is inputs x units and b is 1 x units. Its
 * initial weights are uniform in +-sqrt(6 / (inputs + units)), as in Glorot and Bengio,
 * "Understanding the difficulty of training deep feedforward neural networks" (2010); its initial
 * biases are 0.
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
        new ParameterShape(name + " weights", input.features(), units),
        new ParameterShape(name + " biases", 1, units));
  }

  /**
   * {@inheritDoc} The weight from input i to unit j is draw j * inputs + i, so that a wider layer
   * starts with the draws of a narrower one.
   */
  @Override
  public void initialise(List<Matrix> parameters, RandomStream random) {
    Matrix weights = parameters.getFirst();
    int inputs = weights.rows();
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
  public void forward(Kernels kernels, List<Matrix> parameters, Matrix x, Matrix y) {
    kernels.dense(x, parameters.getFirst(), parameters.getLast(), activation, y);
  }

  @Override
  public void backward(
      Kernels kernels,
      List<Matrix> parameters,
      List<Matrix> gradients,
      Matrix x,
      Matrix y,
      Matrix dy,
      Optional<Matrix> dx) {
    if (activation != Activation.IDENTITY) {
      kernels.activationGradient(activation, y, dy, dy);
    }
    kernels.matmul(Transposed.LEFT, x, dy, gradients.getFirst());
    kernels.columnSums(dy, gradients.getLast());
    if (dx.isPresent()) {
      kernels.matmul(Transposed.RIGHT, dy, parameters.getFirst(), dx.get());
    }
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
