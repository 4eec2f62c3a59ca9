package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Convolution;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A convolution: y = f(x * w + b), as {@link Convolution} says. Its initial weights are normal with
 * variance 2 / fan in, as in He et al., "Delving deep into rectifiers" (2015); its initial biases
 * are 0.
 *
 * @param name of the layer, which its parameters are named by
 * @param filters channels of the output
 * @param kernel rows and columns of the kernel
 * @param stride pixels from one position of the kernel to the next
 * @param padding zeros on each side
 * @param hasBias whether there is a bias; a normalisation that follows has its own
 * @param activation f
 */
public record Convolve(
    String name,
    int filters,
    int kernel,
    int stride,
    int padding,
    boolean hasBias,
    Activation activation)
    implements Layer {

  /** A 3 x 3 convolution with a border of one pixel, without bias and activation. */
  static Convolve plain(String name, int filters, int stride) {
    return new Convolve(name, filters, 3, stride, 1, false, Activation.IDENTITY);
  }

  /** A 3 x 3 convolution with a border of one pixel, with bias and ReLU. */
  static Convolve relu(String name, int filters, int stride) {
    return new Convolve(name, filters, 3, stride, 1, true, Activation.RELU);
  }

  /**
   * The embedding of patches: each square of patch x patch pixels becomes a token of so many
   * numbers.
   */
  static Convolve patches(String name, int dimension, int patch) {
    return new Convolve(name, dimension, patch, patch, 0, true, Activation.IDENTITY);
  }

  private Convolution shape(Shape input) {
    return new Convolution(Images.of(input), filters, kernel, stride, padding);
  }

  @Override
  public Shape output(Shape input) {
    return Images.shape(shape(input).output());
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    List<ParameterShape> parameters = new ArrayList<>();
    parameters.add(ParameterShape.kernel(name + ".weights", kernel, shape(input).inner(), filters));
    if (hasBias) {
      parameters.add(ParameterShape.row(name + ".biases", filters));
    }
    return parameters;
  }

  /**
   * {@inheritDoc} Element i of filter j is draw j * fan in + i, so that a wider layer starts with
   * the draws of a narrower one.
   */
  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    Matrix weights = parameters.getFirst();
    new Initialisation.HeNormal(weights.rows()).fill(streams.get(), 0, weights);
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Convolution shape = shape(memory.input());
    Matrix weights = memory.parameters().getFirst();
    Matrix biases = hasBias ? memory.parameters().getLast() : memory.scratch(1, filters);
    return new LayerPass(
        (kernels, _) ->
            kernels.convolution(shape, memory.x(), weights, biases, activation, memory.y()),
        memory.gradients().map(gradients -> backward(memory, gradients)));
  }

  private LayerPass.Backward backward(LayerMemory memory, LayerGradients gradients) {
    Convolution shape = shape(memory.input());
    Matrix weights = memory.parameters().getFirst();
    Matrix dweights = gradients.parameters().getFirst();
    Matrix dbiases = gradients.parameters().getLast();
    Matrix dy = gradients.dy();
    return kernels -> {
      if (activation != Activation.IDENTITY) {
        kernels.activationGradient(activation, memory.y(), dy, dy);
      }
      kernels.convolutionWeightGradient(shape, memory.x(), dy, dweights);
      if (hasBias) {
        kernels.channelSums(dy, dbiases);
      }
      if (gradients.dx().isPresent()) {
        kernels.convolutionInputGradient(shape, dy, weights, gradients.dx().get());
      }
    };
  }

  @Override
  public boolean endsBranch() {
    return activation == Activation.IDENTITY;
  }

  @Override
  public long forwardFlops(Shape input) {
    return shape(input).flops();
  }

  @Override
  public long backwardFlops(Shape input, boolean inputGradient) {
    return inputGradient ? 2 * forwardFlops(input) : forwardFlops(input);
  }
}
