package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/**
 * The passes of models over batches of one size, and their memory. The methods allocate nothing.
 * For one thread.
 */
interface BatchPass {
  /** Samples in a batch. */
  int batch();

  /**
   * The logits of models with equally many outputs that follow each other: (models * batch) x
   * outputs, model after model; a view.
   */
  Matrix logits(int firstModel, int models);

  /** The gradient of {@link #logits}. */
  Matrix logitsGradient(int firstModel, int models);

  /**
   * Computes the logits of training samples, in order to learn from them.
   *
   * @param x their features
   */
  void forward(Kernels kernels, Batch x);

  /**
   * Computes the logits of training samples in order to score them. It changes no state, such as
   * running statistics.
   *
   * @param x their features
   */
  void forwardOfTrainingSet(Kernels kernels, Batch x);

  /**
   * Computes the logits of samples of the pool, after {@link CohortModels#beginEvaluation}.
   *
   * @param x their features
   */
  void forwardOfPool(Kernels kernels, Batch x);

  /**
   * Computes gradients from those of the logits, after {@link #forward}.
   *
   * @param x as in {@link #forward}
   */
  void backward(Kernels kernels, Batch x);

  /**
   * One step of the optimiser, after {@link #backward}.
   *
   * @param x as in {@link #forward}
   */
  void update(Kernels kernels, Batch x, float learningRate);
}
