package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A layer of a network: what it computes, and the gradients of that. It holds no numbers of its
 * own: parameters, gradients and the memory of a batch are handed to it, so one layer serves many
 * threads. Its operations allocate nothing.
 */
public interface Layer {
  /**
   * The shape of its output.
   *
   * @param input the shape of its input
   * @throws IllegalArgumentException if it cannot take such an input
   */
  Shape output(Shape input);

  /** Its parameters, such as weights and biases, in the order in which they are hashed. */
  List<ParameterShape> parameters(Shape input);

  /**
   * Draws its initial parameters.
   *
   * @param parameters as {@link #parameters}, all 0, overwritten
   * @param random the stream of this layer alone
   */
  void initialise(List<Matrix> parameters, RandomStream random);

  /**
   * Computes the output of a batch.
   *
   * @param parameters as {@link #parameters}
   * @param x batch x features of the input
   * @param y batch x features of the output, overwritten
   */
  void forward(Kernels kernels, List<Matrix> parameters, Matrix x, Matrix y);

  /**
   * Computes the gradients of a batch, after {@link #forward}.
   *
   * @param parameters as {@link #parameters}
   * @param gradients of the parameters, overwritten
   * @param x the input of {@link #forward}
   * @param y the output of {@link #forward}
   * @param dy the gradient with respect to the output; may be overwritten
   * @param dx the gradient with respect to the input, overwritten; empty where nobody needs it
   */
  void backward(
      Kernels kernels,
      List<Matrix> parameters,
      List<Matrix> gradients,
      Matrix x,
      Matrix y,
      Matrix dy,
      Optional<Matrix> dx);

  /** Floating-point operations of the products of {@link #forward}, for one sample. */
  long forwardFlops(Shape input);

  /**
   * Floating-point operations of the products of {@link #backward}, for one sample.
   *
   * @param inputGradient whether the gradient of the input is computed
   */
  long backwardFlops(Shape input, boolean inputGradient);
}
