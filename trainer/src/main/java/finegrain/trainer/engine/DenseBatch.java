package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/**
 * A batch with all its inputs.
 *
 * @param samples that it takes some of, samples x inputs
 * @param x batch x inputs
 */
record DenseBatch(Matrix samples, Matrix x) implements Batch {
  @Override
  public void take(Kernels kernels, int[] rows) {
    kernels.gather(samples, rows, x);
  }

  @Override
  public void layer(Kernels kernels, Matrix w, Matrix bias, Activation activation, Matrix y) {
    kernels.dense(x, w, bias, activation, y);
  }

  @Override
  public void momentumStep(
      Kernels kernels,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    kernels.denseMomentumStep(x, dy, weights, velocity, learningRate, momentum);
  }
}
