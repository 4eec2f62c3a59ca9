package finegrain.trainer.analysis;

import finegrain.trainer.labels.LabelMap;
import java.util.Arrays;

/**
 * How many held-out samples each coarse class has.
 *
 * @param least samples of the smallest coarse class
 * @param most samples of the largest one
 * @param all samples of all of them
 */
public record ClassBalance(int least, int most, int all) {
  /** The measure of a model's balanced accuracy, for maps whose coarse classes are unequal. */
  public static final String BALANCED_ACCURACY = "balanced_accuracy";

  /** From this ratio on, the largest and the smallest class are of unequal size. */
  private static final double UNEQUAL = 1.2;

  /**
   * Counts samples.
   *
   * @param fine class of each
   */
  public static ClassBalance of(int[] fine, LabelMap coarse) {
    int[] sizes = new int[coarse.coarseClasses()];
    for (int one : fine) {
      sizes[coarse.coarse(one)]++;
    }
    return new ClassBalance(
        Arrays.stream(sizes).min().orElseThrow(),
        Arrays.stream(sizes).max().orElseThrow(),
        fine.length);
  }

  /** Whether the largest class has at least 1.2 times the samples of the smallest. */
  public boolean isUnequal() {
    return most >= UNEQUAL * least;
  }
}
