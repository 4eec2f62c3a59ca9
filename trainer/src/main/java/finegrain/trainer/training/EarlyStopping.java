package finegrain.trainer.training;

/**
 * Ends a training after {@link #PATIENCE} epochs in a row that were not better: whose watched
 * accuracy was not above that of the last better one by more than {@link #LEAST_GAIN}.
 */
final class EarlyStopping {
  static final int PATIENCE = 60;
  static final double LEAST_GAIN = 0.0005;

  private double best = Double.NEGATIVE_INFINITY;
  private int epochsWithoutGain;

  /** Takes the accuracy of an epoch; whether the training ends with it. */
  boolean endsWith(double accuracy) {
    if (accuracy > best + LEAST_GAIN) {
      best = accuracy;
      epochsWithoutGain = 0;
    } else {
      epochsWithoutGain++;
    }
    return epochsWithoutGain >= PATIENCE;
  }
}
