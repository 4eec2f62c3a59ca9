package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/**
 * A batch with all its inputs.
 *
 * @param samples that it takes some of, samples x inputs
 * @param x batch x inputs
 * @param rows indices of the samples that it took; empty where it takes no others
 */
record DenseBatch(Matrix samples, Matrix x, int[] rows) implements Batch {
  @Override
  public void take(Kernels kernels, int[] others) {
    System.arraycopy(others, 0, rows, 0, rows.length);
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
