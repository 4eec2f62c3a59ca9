package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.function.Supplier;

/**
 * A layer of a network: what it computes, and the gradients of that. It is a value and holds no
 * numbers of its own: {@link #bind} joins it to the memory of one batch, once, and the {@link
 * LayerPass} that comes of it computes batch after batch. So one layer serves many threads.
 *
 * <p>A sample is a row. The shape of the input of a deep network's layer is channels x height x
 * width, but its row has the channels last: height x width x channels. Each of the height x width
 * positions is a pixel or a token.
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
  default List<ParameterShape> parameters(Shape input) {
    return List.of();
  }

  /**
   * Numbers that training passes change and no gradient does, such as running means: they are saved
   * with the parameters.
   */
  default List<ParameterShape> state(Shape input) {
    return List.of();
  }

  /**
   * Draws its initial parameters.
   *
   * @param input the shape of its input
   * @param parameters as {@link #parameters}, all 0, overwritten
   * @param streams gives each drawn tensor a stream of its own, in order
   */
  default void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {}

  /**
   * Sets its initial state.
   *
   * @param input the shape of its input
   * @param state as {@link #state}, all 0, overwritten
   */
  default void initialiseState(Shape input, List<Matrix> state) {}

  /**
   * Joins it to the memory of a batch. All views and all scratch memory are made here, and none by
   * the pass.
   *
   * @throws IllegalArgumentException if it cannot take such a batch
   */
  LayerPass bind(LayerMemory memory);

  /**
   * Whether {@link LayerGradients#dx} may be the view dy where input and output have one shape. It
   * then is, which keeps the gradients of a batch in cache.
   */
  default boolean gradientInPlace() {
    return false;
  }

  /**
   * Whether it may end a branch of a {@link Residual}, where the sum overwrites its output, and dy
   * goes to the shortcut too: its backward pass neither reads y, nor writes to dy where dx is
   * another view.
   */
  default boolean endsBranch() {
    return true;
  }

  /** Floating-point operations of the products of a forward pass, for one sample. */
  default long forwardFlops(Shape input) {
    return 0;
  }

  /**
   * Floating-point operations of the products of a backward pass, for one sample.
   *
   * @param inputGradient whether the gradient of the input is computed
   */
  default long backwardFlops(Shape input, boolean inputGradient) {
    return 0;
  }
}
