package finegrain.trainer.labels;

import finegrain.kernels.Matrix;
import java.util.Arrays;

/**
 * Samples with their fine classes. Read by many threads; never written after it is made.
 *
 * @param features samples x features
 * @param fine the fine class of each sample
 */
public record LabelledSet(Matrix features, int[] fine) {
  /** Number of samples. */
  public int size() {
    return features.rows();
  }

  /**
   * A copy of some samples, in the order of their indices, with features laid out as the left
   * operand of products.
   */
  public LabelledSet only(int[] samples) {
    Matrix some = Matrix.allocateLeft(samples.length, features.columns());
    for (int row = 0; row < samples.length; row++) {
      int source = features.rowOffset(samples[row]);
      System.arraycopy(
          features.array(), source, some.array(), some.rowOffset(row), features.columns());
    }
    return new LabelledSet(some, Arrays.stream(samples).map(sample -> fine[sample]).toArray());
  }
}
