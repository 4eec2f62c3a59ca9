package finegrain.trainer.training;

/**
 * What is kept of an epoch.
 *
 * @param trainLoss mean loss of the model's own objective over the batches, each before its update
 * @param trainAccuracy accuracy on the model's own labels over the same batches, 0 to 1
 * @param validation scores on the validation samples after the epoch
 */
public record EpochRecord(double trainLoss, double trainAccuracy, Scores validation) {}
