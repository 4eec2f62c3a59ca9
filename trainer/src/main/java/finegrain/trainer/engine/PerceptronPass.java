package finegrain.trainer.engine;

import finegrain.kernels.Matrix;

/**
 * The memory of one pass of a batch through some models, used again for every batch of its size.
 * The logits of models with equally many outputs are rows of one matrix, model after model, if the
 * models follow each other.
 */
final class PerceptronPass {
  private final int batch;
  private final Matrix hidden;
  private final Matrix hiddenGradient;
  private final Matrix[] hiddenOf;
  private final Matrix[] hiddenGradientOf;
  private final Matrix[] logitsOf;
  private final Matrix[] logitsGradientOf;

  /** Memory for batches of so many samples. */
  PerceptronPass(Perceptrons models, int batch) {
    this.batch = batch;
    int size = models.size();
    hidden = Matrix.allocate(batch, models.columns());
    hiddenGradient = Matrix.allocate(batch, models.columns());
    hiddenOf = new Matrix[size];
    hiddenGradientOf = new Matrix[size];
    logitsOf = new Matrix[size];
    logitsGradientOf = new Matrix[size];
    int elements = 0;
    for (int model = 0; model < size; model++) {
      elements += batch * models.outputs(model);
    }
    Matrix logits = Matrix.allocate(1, elements);
    Matrix logitsGradient = Matrix.allocate(1, elements);
    int at = 0;
    for (int model = 0; model < size; model++) {
      int outputs = models.outputs(model);
      hiddenOf[model] = models.columnsOf(model, hidden);
      hiddenGradientOf[model] = models.columnsOf(model, hiddenGradient);
      logitsOf[model] = rows(logits, at, batch, outputs);
      logitsGradientOf[model] = rows(logitsGradient, at, batch, outputs);
      at += batch * outputs;
    }
  }

  private static Matrix rows(Matrix all, int at, int rows, int columns) {
    return Matrix.of(all.array(), all.offset() + at, rows, columns, columns);
  }

  /** Samples in a batch. */
  int batch() {
    return batch;
  }

  /** The hidden layers after the activation, batch x columns. */
  Matrix hidden() {
    return hidden;
  }

  /** The gradient of the hidden layers, batch x columns. */
  Matrix hiddenGradient() {
    return hiddenGradient;
  }

  /** The hidden layer of a model, batch x hidden units. */
  Matrix hidden(int model) {
    return hiddenOf[model];
  }

  /** The gradient of the hidden layer of a model, batch x hidden units. */
  Matrix hiddenGradient(int model) {
    return hiddenGradientOf[model];
  }

  /** The logits of a model, batch x outputs. */
  Matrix logits(int model) {
    return logitsOf[model];
  }

  /** The gradient of the logits of a model, batch x outputs. */
  Matrix logitsGradient(int model) {
    return logitsGradientOf[model];
  }

  /**
   * The logits of models with equally many outputs that follow each other: (models * batch) x
   * outputs, model after model; a view.
   */
  Matrix logits(int firstModel, int models) {
    return stacked(logitsOf[firstModel], models);
  }

  /** The gradient of the logits of {@link #logits(int, int)}. */
  Matrix logitsGradient(int firstModel, int models) {
    return stacked(logitsGradientOf[firstModel], models);
  }

  private Matrix stacked(Matrix first, int models) {
    return rows(first, 0, models * batch, first.columns());
  }
}
