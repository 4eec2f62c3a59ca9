package finegrain.trainer.training;

import java.util.Optional;

/**
 * The losses and scores of a model in an epoch.
 *
 * @param trainLoss mean loss of the model's own objective over the batches, each before its update
 * @param trainAccuracy accuracy on the model's own labels over the same batches, 0 to 1
 * @param validation scores on the validation samples after the epoch
 * @param whole scores on all training and all test samples after the epoch, if they are recorded
 */
public record EpochRecord(
    double trainLoss, double trainAccuracy, Scores validation, Optional<Whole> whole) {
  /** A record with scores on the validation samples alone. */
  public EpochRecord(double trainLoss, double trainAccuracy, Scores validation) {
    this(trainLoss, trainAccuracy, validation, Optional.empty());
  }

  /**
   * Scores on whole sets.
   *
   * @param train on the training samples
   * @param test on the test samples
   */
  public record Whole(Scores train, Scores test) {}
}
