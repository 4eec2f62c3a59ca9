package finegrain.trainer.training;

/**
 * Ends a training after so many epochs in a row that were not better: whose watched accuracy was
 * not above that of the last better one by more than {@link #LEAST_GAIN}.
 */
public final class EarlyStopping {
  /** By how much an accuracy must be above the best one to count as better. */
  public static final double LEAST_GAIN = 0.0005;

  private final int patience;
  private double best = Double.NEGATIVE_INFINITY;
  private int epochsWithoutGain;

  /**
   * A rule that has seen no epoch.
   *
   * @param patience epochs in a row without a better one after which the training ends
   */
  public EarlyStopping(int patience) {
    this.patience = patience;
  }

  /** Takes the accuracy of an epoch; whether the training ends with it. */
  public boolean endsWith(double accuracy) {
    if (accuracy > best + LEAST_GAIN) {
      best = accuracy;
      epochsWithoutGain = 0;
    } else {
      epochsWithoutGain++;
    }
    return epochsWithoutGain >= patience;
  }
}
