package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.Optional;

/**
 * A network that is bound to the memory of a batch, made once and used again for every batch of its
 * size. For one thread. Its operations allocate nothing.
 */
public final class NetworkPass {
  private final Shape shape;
  private final boolean channelsLast;
  private final Matrix input;
  private final Matrix logits;
  private final Optional<Matrix> logitsGradient;
  private final LayerPass pass;
  private final DropoutKey dropoutKey;

  NetworkPass(
      Shape shape,
      boolean channelsLast,
      Matrix input,
      Matrix logits,
      Optional<Matrix> logitsGradient,
      LayerPass pass,
      DropoutKey dropoutKey) {
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.input = input;
    this.logits = logits;
    this.logitsGradient = logitsGradient;
    this.pass = pass;
    this.dropoutKey = dropoutKey;
  }

  /** Samples in the batch. */
  public int batch() {
    return input.rows();
  }

  /**
   * The batch, batch x features, which the caller writes before a forward pass and leaves alone
   * until the backward pass is over. Where {@link Network#channelsLast}, a row is in the order
   * height x width x channels.
   */
  public Matrix input() {
    return input;
  }

  /** What the masks of dropout are drawn by; the caller sets it before a pass in training. */
  public DropoutKey dropoutKey() {
    return dropoutKey;
  }

  /** The logits, batch x outputs. */
  public Matrix logits() {
    return logits;
  }

  /**
   * The gradient of the logits, batch x outputs; the caller writes it before a backward pass.
   *
   * @throws IllegalStateException if the pass is for evaluation
   */
  public Matrix logitsGradient() {
    return logitsGradient.orElseThrow(NetworkPass::onlyForward);
  }

  /**
   * Copies samples into {@link #input}, in the order that the network takes.
   *
   * @param samples batch x features, in the order channels x height x width
   */
  public void take(Matrix samples) {
    if (samples.rows() != input.rows() || samples.columns() != input.columns()) {
      throw new IllegalArgumentException(
          "a batch of %s is needed, not %s".formatted(input, samples));
    }
    if (!channelsLast || shape.channels() == 1) {
      Rows.copy(samples, input);
      return;
    }
    int pixels = Images.positions(shape);
    for (int sample = 0; sample < input.rows(); sample++) {
      int from = samples.rowOffset(sample);
      for (int channel = 0; channel < shape.channels(); channel++) {
        int to = input.rowOffset(sample) + channel;
        for (int pixel = 0; pixel < pixels; pixel++) {
          input.array()[to] = samples.array()[from++];
          to += shape.channels();
        }
      }
    }
  }

  /**
   * From {@link #input} to the logits.
   *
   * @param training whether a backward pass follows
   * @throws IllegalStateException if it is to train, and the pass is for evaluation
   */
  public void forward(Kernels kernels, boolean training) {
    if (training && logitsGradient.isEmpty()) {
      throw onlyForward();
    }
    pass.forward().run(kernels, training);
  }

  /**
   * From the gradient of the logits to those of all parameters, after {@link #forward} in training.
   *
   * @throws IllegalStateException if the pass is for evaluation
   */
  public void backward(Kernels kernels) {
    pass.backward().orElseThrow(NetworkPass::onlyForward).run(kernels);
  }

  private static IllegalStateException onlyForward() {
    return new IllegalStateException("a pass for evaluation has no gradients");
  }
}
