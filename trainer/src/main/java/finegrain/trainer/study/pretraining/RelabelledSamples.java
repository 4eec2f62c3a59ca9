package finegrain.trainer.study.pretraining;

import finegrain.trainer.data.Samples;

/** Some samples of a set, in any order, with labels of another kind. */
final class RelabelledSamples implements Samples {
  private final Samples all;
  private final int[] rows;
  private final int[] labels;

  /**
   * Samples with new labels.
   *
   * @param rows the indices of the samples in the set
   * @param labels of these samples
   */
  RelabelledSamples(Samples all, int[] rows, int[] labels) {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException("each sample needs a label");
    }
    this.all = all;
    this.rows = rows.clone();
    this.labels = labels.clone();
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public int features() {
    return all.features();
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public void copyFeatures(int i, float[] target, int offset) {
    all.copyFeatures(rows[i], target, offset);
  }

  @Override
  public float lowerBound() {
    return all.lowerBound();
  }

  @Override
  public float upperBound() {
    return all.upperBound();
  }
}
