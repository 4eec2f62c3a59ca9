package finegrain.trainer.training;

/**
 * Early stopping: a training ends when the accuracy has not grown for some epochs in a row. It
 * grows if it exceeds the best accuracy so far by more than {@link #LEAST_GAIN}.
 */
public final class EarlyStopping {
  /** The growth that does not count yet. */
  public static final double LEAST_GAIN = 0.0005;

  private final int patience;
  private double best = Double.NEGATIVE_INFINITY;
  private int epochsWithoutGain;

  /**
   * Early stopping before the first epoch.
   *
   * @param patience epochs in a row without growth after which the training ends
   */
  public EarlyStopping(int patience) {
    this.patience = patience;
  }

  /** Takes the accuracy of the next epoch; returns whether the training ends with this epoch. */
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
