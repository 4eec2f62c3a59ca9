package finegrain.trainer.training;

/**
 * Ends a training after so many epochs in a row that were not better: whose watched accuracy was
 * not above that of the last better one by more than {@link #LEAST_GAIN}.
 */
final class EarlyStopping {
  static final double LEAST_GAIN = 0.0005;

  private final int patience;
  private double best = Double.NEGATIVE_INFINITY;
  private int epochsWithoutGain;

  EarlyStopping(int patience) {
    this.patience = patience;
  }

  /** Takes the accuracy of an epoch; whether the training ends with it. */
  boolean endsWith(double accuracy) {
    if (accuracy > best + LEAST_GAIN) {
      best = accuracy;
      epochsWithoutGain = 0;
    } else {
      epochsWithoutGain++;
    }
    return epochsWithoutGain >= patience;
  }
}
