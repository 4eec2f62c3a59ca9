package finegrain.trainer.training;

import finegrain.trainer.labels.Task;

/**
 * What all models of a sweep share.
 *
 * @param task what they learn
 * @param protocol how they are trained
 * @param seed of all random numbers
 * @param mostEpochs the longest training
 * @param stopping what ends a training before
 * @param recordsWhole whether each epoch is scored on all training and test samples, too
 */
public record Setup(
    Task task,
    Protocol protocol,
    long seed,
    int mostEpochs,
    Stopping stopping,
    boolean recordsWhole) {
  /** That of a protocol as it stands. */
  public Setup(Task task, Protocol protocol, long seed, int mostEpochs) {
    this(task, protocol, seed, mostEpochs, Stopping.OWN_ACCURACY, false);
  }
}
