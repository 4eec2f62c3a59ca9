package finegrain.trainer.data;

/**
 * The features and labels of a set of samples, such as the images of a training set. Immutable, and
 * safe to read from many threads at once.
 */
public interface Samples {
  /** How many samples there are; they have the indices 0 to {@code size() - 1}. */
  int size();

  /** How many features each sample has. */
  int features();

  /**
   * The label of a sample, counted from 0.
   *
   * @throws IndexOutOfBoundsException if there is no sample {@code i}
   */
  int label(int i);

  /**
   * Writes the {@link #features()} features of a sample to {@code target}, from element {@code
   * offset} on. Pixels come as 0 to 1: the byte divided by 255 in single precision.
   *
   * @throws IndexOutOfBoundsException if there is no sample {@code i}, or {@code target} has no
   *     room for its features; nothing is written then
   */
  void copyFeatures(int i, float[] target, int offset);

  /** A number that no feature is below. */
  default float lowerBound() {
    return Float.NEGATIVE_INFINITY;
  }

  /** A number that no feature is above. */
  default float upperBound() {
    return Float.POSITIVE_INFINITY;
  }
}
