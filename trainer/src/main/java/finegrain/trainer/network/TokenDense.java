package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.kernels.Transposed;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A fully connected layer that each position of a sample goes through: y = f(x w + b) for each
 * token, where w is channels x units and b is 1 x units. Its initial parameters are drawn as those
 * of {@link Dense}.
 *
 * @param name of the layer, which its parameters are named by
 * @param units of its output
 * @param activation f
 */
public record TokenDense(String name, int units, Activation activation) implements Layer {
  /** A linear one. */
  public TokenDense(String name, int units) {
    this(name, units, Activation.IDENTITY);
  }

  @Override
  public Shape output(Shape input) {
    return new Shape(units, input.height(), input.width());
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return List.of(
        ParameterShape.weights(name + ".weights", input.channels(), units),
        ParameterShape.row(name + ".biases", units));
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    Dense.glorot(parameters.getFirst(), streams.get());
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Matrix weights = memory.parameters().getFirst();
    Matrix biases = memory.parameters().getLast();
    Matrix x = LayerMemory.byPosition(memory.x(), weights.rows());
    Matrix y = LayerMemory.byPosition(memory.y(), units);
    return new LayerPass(
        (kernels, _) -> kernels.dense(x, weights, biases, activation, y),
        memory.gradients().map(gradients -> backward(memory, gradients)));
  }

  private LayerPass.Backward backward(LayerMemory memory, LayerGradients gradients) {
    Matrix weights = memory.parameters().getFirst();
    Matrix dweights = gradients.parameters().getFirst();
    Matrix dbiases = gradients.parameters().getLast();
    Matrix dy = gradients.dy();
    Matrix dyByPosition = LayerMemory.byPosition(dy, units);
    Optional<Matrix> dx = gradients.dx().map(one -> LayerMemory.byPosition(one, weights.rows()));
    return kernels -> {
      if (activation != Activation.IDENTITY) {
        kernels.activationGradient(activation, memory.y(), dy, dy);
      }
      kernels.denseWeightGradient(memory.x(), dy, dweights);
      kernels.channelSums(dy, dbiases);
      if (dx.isPresent()) {
        kernels.matmul(Transposed.RIGHT, dyByPosition, weights, dx.get());
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
