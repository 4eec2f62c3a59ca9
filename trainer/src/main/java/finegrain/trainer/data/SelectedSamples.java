package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Some samples of a set. */
public final class SelectedSamples implements Samples {
  private final Samples all;
  private final int[] rows;
  private final int[] labels;

  private SelectedSamples(Samples all, int[] rows, int[] labels) {
    this.all = all;
    this.rows = rows;
    this.labels = labels;
  }

  private static Samples of(Samples all, int[] rows) {
    return new SelectedSamples(all, rows, Arrays.stream(rows).map(all::label).toArray());
  }

  /**
   * Some samples with labels of another kind.
   *
   * @param rows the indices of the samples in the set, in any order
   * @param labels of these samples
   */
  public static Samples relabelled(Samples all, int[] rows, int[] labels) {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException("each sample needs a label");
    }
    return new SelectedSamples(all, rows.clone(), labels.clone());
  }

  /**
   * A set in two parts.
   *
   * @param kept all but the last samples of each class
   * @param heldOut the last ones
   */
  public record Parts(Samples kept, Samples heldOut) {}

  /**
   * The first samples of each class.
   *
   * @param perClass at least 1
   * @throws UserError if a class has fewer
   */
  public static Samples first(Samples all, int perClass, List<String> classNames) {
    int[] taken = new int[classNames.size()];
    int[] rows =
        IntStream.range(0, all.size()).filter(i -> taken[all.label(i)]++ < perClass).toArray();
    int smallest = 0;
    for (int label = 1; label < taken.length; label++) {
      smallest = taken[label] < taken[smallest] ? label : smallest;
    }
    if (taken[smallest] < perClass) {
      throw new UserError(
          "--per-class %s is more than the class %s has: it has %s training samples"
              .formatted(
                  Integer.toString(perClass),
                  PlainText.shortened(classNames.get(smallest)),
                  Integer.toString(taken[smallest])));
    }
    return of(all, rows);
  }

  /**
   * Holds out the last samples of each class, a share of them rounded down, and one at least.
   *
   * @param share above 0 and below 1
   * @throws UserError if a class has one sample only
   */
  public static Parts split(Samples all, double share, List<String> classNames) {
    int[] left = new int[classNames.size()];
    for (int i = 0; i < all.size(); i++) {
      left[all.label(i)]++;
    }
    for (int label = 0; label < left.length; label++) {
      if (left[label] == 1) {
        throw new UserError(
            "the class %s has one training sample, and none can be held out; give --validation test"
                .formatted(PlainText.shortened(classNames.get(label))));
      }
      left[label] -= left[label] == 0 ? 0 : Math.max(1, (int) (left[label] * share));
    }
    int kept = Arrays.stream(left).sum();
    int[] rows = new int[all.size()];
    int keptAt = 0;
    int outAt = kept;
    for (int i = 0; i < rows.length; i++) {
      rows[left[all.label(i)]-- > 0 ? keptAt++ : outAt++] = i;
    }
    return new Parts(
        of(all, Arrays.copyOf(rows, kept)), of(all, Arrays.copyOfRange(rows, kept, rows.length)));
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
