package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a network's pass of a batch, made once and used again for every batch of its size.
 * For one thread. Its operations allocate nothing.
 */
public final class NetworkPass {
  private final int batch;
  private final List<Step> steps;

  /**
   * A layer with its memory.
   *
   * @param y its output
   * @param dy the gradient of the output
   * @param dx the gradient of the input; empty for the first layer
   */
  record Step(
      Layer layer,
      List<Matrix> parameters,
      List<Matrix> gradients,
      Matrix y,
      Matrix dy,
      Optional<Matrix> dx) {}

  NetworkPass(int batch, List<Step> steps) {
    this.batch = batch;
    this.steps = List.copyOf(steps);
  }

  /** Samples in the batch. */
  public int batch() {
    return batch;
  }

  /** The logits, batch x outputs. */
  public Matrix logits() {
    return steps.getLast().y();
  }

  /** The gradient of the logits, batch x outputs; the caller writes it before a backward pass. */
  public Matrix logitsGradient() {
    return steps.getLast().dy();
  }

  /**
   * From a batch to its logits.
   *
   * @param x batch x features
   */
  public void forward(Kernels kernels, Matrix x) {
    Matrix input = x;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      step.layer().forward(kernels, step.parameters(), input, step.y());
      input = step.y();
    }
  }

  /**
   * From the gradient of the logits to those of all parameters, after {@link #forward}.
   *
   * @param x batch x features, as in the forward pass
   */
  public void backward(Kernels kernels, Matrix x) {
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      Matrix input = i == 0 ? x : steps.get(i - 1).y();
      step.layer()
          .backward(
              kernels, step.parameters(), step.gradients(), input, step.y(), step.dy(), step.dx());
    }
  }
}
