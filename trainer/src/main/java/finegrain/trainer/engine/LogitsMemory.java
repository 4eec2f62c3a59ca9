package finegrain.trainer.engine;

import finegrain.kernels.Matrix;

/** Where the logits of one or more models lie for batches of one size. */
interface LogitsMemory {
  /** Samples in the batch. */
  int batch();

  /**
   * The logits of models with equally many outputs that follow each other: (models * batch) x
   * outputs, model after model; a view.
   */
  Matrix logits(int firstModel, int models);

  /** The gradient of {@link #logits}. */
  Matrix logitsGradient(int firstModel, int models);
}
