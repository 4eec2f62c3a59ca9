package finegrain.trainer.data;

import java.util.Objects;

/**
 * Samples whose features are known in double precision, which scaling needs. They become floats
 * when they are copied.
 */
interface DoubleSamples extends Samples {
  /** A feature of a sample; the indices are not checked. */
  double feature(int i, int j);

  @Override
  default void copyFeatures(int i, float[] target, int offset) {
    Objects.checkIndex(i, size());
    Objects.checkFromIndexSize(offset, features(), target.length);
    for (int j = 0; j < features(); j++) {
      target[offset + j] = (float) feature(i, j);
    }
  }
}
