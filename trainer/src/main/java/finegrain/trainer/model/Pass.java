package finegrain.trainer.model;

import finegrain.kernels.Matrix;

/**
 * The memory of one pass of a batch through a model. Kept and used again for every batch.
 *
 * @param x batch x inputs
 * @param hidden batch x hidden units, after the activation
 * @param logits batch x outputs
 * @param logitsGradient batch x outputs
 * @param hiddenGradient batch x hidden units
 * @param losses 1 x batch
 */
public record Pass(
    Matrix x,
    Matrix hidden,
    Matrix logits,
    Matrix logitsGradient,
    Matrix hiddenGradient,
    Matrix losses) {

  /** Memory for batches of so many samples through a model. */
  public static Pass of(Perceptron model, int batch) {
    return new Pass(
        Matrix.allocate(batch, model.inputs()),
        Matrix.allocate(batch, model.hiddenUnits()),
        Matrix.allocate(batch, model.outputs()),
        Matrix.allocate(batch, model.outputs()),
        Matrix.allocate(batch, model.hiddenUnits()),
        Matrix.allocate(1, batch));
  }

  /** Samples in the batch. */
  public int batch() {
    return x.rows();
  }

  /** The same memory for a smaller batch. */
  public Pass first(int batch) {
    return new Pass(
        x.rowRange(0, batch),
        hidden.rowRange(0, batch),
        logits.rowRange(0, batch),
        logitsGradient.rowRange(0, batch),
        hiddenGradient.rowRange(0, batch),
        losses.columnRange(0, batch));
  }
}
