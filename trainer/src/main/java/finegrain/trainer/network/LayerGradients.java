package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * Where the gradients of a layer lie.
 *
 * @param parameters as {@link Layer#parameters}, overwritten by a backward pass
 * @param dy the gradient of the output, samples x features; a backward pass may overwrite it
 * @param dx the gradient of the input, overwritten; empty where nobody needs it. It is the view dy
 *     at most where {@link Layer#gradientInPlace} allows it
 */
public record LayerGradients(List<Matrix> parameters, Matrix dy, Optional<Matrix> dx) {
  /** Copies the list. */
  public LayerGradients {
    parameters = List.copyOf(parameters);
  }
}
