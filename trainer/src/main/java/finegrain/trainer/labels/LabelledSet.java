package finegrain.trainer.labels;

import finegrain.kernels.Matrix;

/**
 * Samples with both of their labels. Read by many threads; never written after it is made.
 *
 * @param features samples x features
 * @param fine the fine class of each sample
 * @param coarse the coarse class of each sample
 */
public record LabelledSet(Matrix features, int[] fine, int[] coarse) {
  /** Number of samples. */
  public int size() {
    return features.rows();
  }

  /** The labels of a kind, one for each sample; not a copy. */
  public int[] labels(LabelKind kind) {
    return kind == LabelKind.FINE ? fine : coarse;
  }

  /**
   * Copies samples into a batch, row after row.
   *
   * @param samples indices of samples; those from {@code from} on are copied
   * @param batch its rows say how many are copied; rows x features
   */
  public void gather(int[] samples, int from, Matrix batch) {
    int columns = features.columns();
    for (int row = 0; row < batch.rows(); row++) {
      int source = features.rowOffset(samples[from + row]);
      System.arraycopy(features.array(), source, batch.array(), batch.rowOffset(row), columns);
    }
  }
}
