package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/**
 * The features of a batch of samples, x, as products read them: with their zeros, or without. It is
 * made once for all batches of a size. The methods allocate nothing. For one thread.
 */
sealed interface Batch permits DenseBatch, SparseBatch {
  /**
   * Takes other samples.
   *
   * @param rows their indices, as many as the batch has samples, in the first elements
   */
  void take(Kernels kernels, int[] rows);

  /**
   * A fully connected layer: y = f(x w + bias).
   *
   * @param w inputs x units
   * @param bias 1 x units
   * @param y batch x units, overwritten
   */
  void layer(Kernels kernels, Matrix w, Matrix bias, Activation activation, Matrix y);

  /**
   * The momentum step of a layer's weights by their gradient.
   *
   * @param dy batch x units, the gradient with respect to x w
   * @param weights inputs x units, updated
   * @param velocity inputs x units, updated
   */
  void momentumStep(
      Kernels kernels,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum);
}
