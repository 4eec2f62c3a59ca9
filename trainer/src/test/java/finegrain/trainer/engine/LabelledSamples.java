package finegrain.trainer.engine;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.Samples;
import finegrain.trainer.labels.LabelledSet;

/** The samples of a task, with their fine classes, as the training of one network takes them. */
record LabelledSamples(LabelledSet set) implements Samples {
  @Override
  public int size() {
    return set.size();
  }

  @Override
  public int features() {
    return set.features().columns();
  }

  @Override
  public int label(int i) {
    return set.fine()[i];
  }

  @Override
  public void copyFeatures(int i, float[] target, int offset) {
    Matrix all = set.features();
    System.arraycopy(all.array(), all.rowOffset(i), target, offset, features());
  }
}
