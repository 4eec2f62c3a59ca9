package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.util.Arrays;
import java.util.List;

/**
 * The test set of files that have none of their own: the last fifth of each class, in file order
 * and rounded down, but one sample at least.
 */
final class HeldOut {
  private static final int SHARE = 5;

  private HeldOut() {}

  /** What was done, for people. */
  static Fact fact() {
    return new Fact("test set", "the last fifth of each class, in file order");
  }

  /**
   * Divides all samples of a file.
   *
   * @param shown how messages name the file
   * @throws UserError if a class has one sample only
   */
  static Scaling.Sets split(DoubleSamples all, List<String> classNames, String shown) {
    int[] left = new int[classNames.size()];
    for (int i = 0; i < all.size(); i++) {
      left[all.label(i)]++;
    }
    for (int label = 0; label < left.length; label++) {
      if (left[label] < 2) {
        throw new UserError(
            "%s has one sample of the class %s; two at least are needed, one to train and one to test with"
                .formatted(shown, PlainText.shortened(classNames.get(label))));
      }
      left[label] -= Math.max(1, left[label] / SHARE);
    }
    int train = Arrays.stream(left).sum();
    int[] rows = new int[all.size()];
    int trainAt = 0;
    int testAt = train;
    for (int i = 0; i < rows.length; i++) {
      rows[left[all.label(i)]-- > 0 ? trainAt++ : testAt++] = i;
    }
    return new Scaling.Sets(
        new Rows(all, Arrays.copyOf(rows, train)),
        new Rows(all, Arrays.copyOfRange(rows, train, rows.length)));
  }

  /** Some of the samples. */
  private record Rows(DoubleSamples all, int[] rows) implements DoubleSamples {
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
      return all.label(rows[i]);
    }

    @Override
    public double feature(int i, int j) {
      return all.feature(rows[i], j);
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
}
