package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.SparseMatrix;

/**
 * A batch without the zeros of its samples. It copies no features.
 *
 * @param samples that it takes some of, samples x inputs
 * @param rows the indices of the samples of the batch
 */
record SparseBatch(SparseMatrix samples, int[] rows) implements Batch {
  @Override
  public void take(Kernels kernels, int[] others) {
    System.arraycopy(others, 0, rows, 0, rows.length);
  }

  @Override
  public void layer(Kernels kernels, Matrix w, Matrix bias, Activation activation, Matrix y) {
    kernels.sparseDense(samples, rows, w, bias, activation, y);
  }

  @Override
  public void momentumStep(
      Kernels kernels,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    kernels.sparseMomentumStep(samples, rows, dy, weights, velocity, learningRate, momentum);
  }
}
