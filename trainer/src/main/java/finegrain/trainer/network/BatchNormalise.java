package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.function.Supplier;

/**
 * Batch normalisation of each channel (Ioffe and Szegedy, 2015), and an activation. Training uses
 * the statistics of the batch, and moves the running ones a tenth of the way to them, with the
 * unbiased variance. Evaluation uses the running ones.
 *
 * <p>It writes to memory of its own: its backward pass needs x. The activation is fused, because
 * the gradient of ReLU needs y alone.
 *
 * @param name of the layer, which its parameters are named by
 * @param activation identity or ReLU
 */
public record BatchNormalise(String name, Activation activation) implements Layer {
  private static final float EPSILON = 1e-5f;
  private static final float NEW_SHARE = 0.1f;
  private static final float OLD_SHARE = 0.9f;

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return List.of(
        ParameterShape.row(name + ".scale", input.channels()),
        ParameterShape.row(name + ".shift", input.channels()));
  }

  @Override
  public List<ParameterShape> state(Shape input) {
    return List.of(
        ParameterShape.row(name + ".running_mean", input.channels()),
        ParameterShape.row(name + ".running_var", input.channels()));
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    parameters.getFirst().fill(1);
  }

  @Override
  public void initialiseState(Shape input, List<Matrix> state) {
    state.getLast().fill(1);
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    int channels = memory.input().channels();
    Matrix x = memory.x();
    Matrix y = memory.y();
    Matrix scale = memory.parameters().getFirst();
    Matrix shift = memory.parameters().getLast();
    Matrix batch = memory.scratch(2, channels);
    Matrix running = running(memory.state(), channels);
    int count = Math.multiplyExact(x.rows(), Images.positions(memory.input()));
    return new LayerPass(
        (kernels, training) -> {
          if (training) {
            statistics(kernels, x, count, batch, running);
          }
          Matrix statistics = training ? batch : running;
          kernels.batchNormalise(x, statistics, scale, shift, EPSILON, activation, y);
        },
        memory.gradients().map(gradients -> backward(memory, gradients, batch)));
  }

  /** Running means and variances follow each other in the state, and so are rows of a matrix. */
  private static Matrix running(List<Matrix> state, int channels) {
    Matrix means = state.getFirst();
    int stride = state.getLast().offset() - means.offset();
    return Matrix.of(means.array(), means.offset(), 2, channels, stride);
  }

  private void statistics(Kernels kernels, Matrix x, int count, Matrix batch, Matrix running) {
    if (count < 2) {
      throw new IllegalArgumentException(
          "%s cannot be trained on a batch with one position; take larger batches or images"
              .formatted(name));
    }
    kernels.batchStatistics(x, batch);
    float unbiased = (float) (count / (count - 1.0));
    for (int channel = 0; channel < batch.columns(); channel++) {
      move(running, 0, channel, batch.get(0, channel));
      move(running, 1, channel, batch.get(1, channel) * unbiased);
    }
  }

  private static void move(Matrix running, int row, int channel, float to) {
    running.set(row, channel, OLD_SHARE * running.get(row, channel) + NEW_SHARE * to);
  }

  private LayerPass.Backward backward(
      LayerMemory memory, LayerGradients gradients, Matrix statistics) {
    Matrix scale = memory.parameters().getFirst();
    Matrix dscale = gradients.parameters().getFirst();
    Matrix dshift = gradients.parameters().getLast();
    Matrix dy = gradients.dy();
    // A first layer has no use for dx, but the operation computes it.
    Matrix dx = gradients.dx().orElse(dy);
    return kernels -> {
      if (activation != Activation.IDENTITY) {
        kernels.activationGradient(activation, memory.y(), dy, dy);
      }
      kernels.batchNormaliseGradient(
          memory.x(), statistics, scale, EPSILON, dy, dscale, dshift, dx);
    };
  }

  @Override
  public boolean gradientInPlace() {
    return true;
  }

  @Override
  public boolean endsBranch() {
    return activation == Activation.IDENTITY;
  }
}
