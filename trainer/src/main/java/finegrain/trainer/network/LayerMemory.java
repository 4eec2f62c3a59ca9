package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.Optional;

/**
 * The memory that a layer is bound to.
 *
 * @param plan hands out further memory of the pass
 * @param input the shape of the input
 * @param parameters as {@link Layer#parameters}
 * @param state as {@link Layer#state}
 * @param x the input, samples x features; a layer does not write to it
 * @param y the output, samples x features. Another layer may use its memory after {@link
 *     LayerPass.Forward} if there are no gradients
 * @param gradients empty in an evaluation
 */
public record LayerMemory(
    PassPlan plan,
    Shape input,
    List<Matrix> parameters,
    List<Matrix> state,
    Matrix x,
    Matrix y,
    Optional<LayerGradients> gradients) {
  /** Copies the lists. */
  public LayerMemory {
    parameters = List.copyOf(parameters);
    state = List.copyOf(state);
  }

  /** How many samples the batch has. */
  public int samples() {
    return plan.samples();
  }

  /** Memory of the layer's own, which keeps its numbers from one pass to the next; zeros. */
  public Matrix scratch(int rows, int columns) {
    return Matrix.allocate(rows, columns);
  }

  /**
   * A view of samples whose positions are rows.
   *
   * @param samples samples x (positions x features), one after the other
   * @return (samples x positions) x features
   */
  public static Matrix byPosition(Matrix samples, int features) {
    if (samples.rows() > 1 && samples.stride() != samples.columns()) {
      throw new IllegalArgumentException("samples with gaps between them cannot be taken apart");
    }
    int rows = samples.rows() * (samples.columns() / features);
    return Matrix.of(samples.array(), samples.offset(), rows, features, features);
  }

  /** A view of a parameter as one row. */
  public static Matrix flat(Matrix parameter) {
    int size = parameter.rows() * parameter.columns();
    return Matrix.of(parameter.array(), parameter.offset(), 1, size, size);
  }

  /** The same with other gradients. */
  LayerMemory with(Optional<LayerGradients> others) {
    return new LayerMemory(plan, input, parameters, state, x, y, others);
  }
}
