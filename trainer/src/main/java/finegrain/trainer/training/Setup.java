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
 * @param trace looks on
 */
public record Setup(
    Task task,
    Protocol protocol,
    long seed,
    int mostEpochs,
    Stopping stopping,
    boolean recordsWhole,
    Trace trace) {
  /** Where nobody looks on. */
  public Setup(
      Task task,
      Protocol protocol,
      long seed,
      int mostEpochs,
      Stopping stopping,
      boolean recordsWhole) {
    this(task, protocol, seed, mostEpochs, stopping, recordsWhole, Trace.NONE);
  }

  /** That of a protocol as it stands, where nobody looks on. */
  public Setup(Task task, Protocol protocol, long seed, int mostEpochs) {
    this(task, protocol, seed, mostEpochs, Stopping.OWN_ACCURACY, false, Trace.NONE);
  }

  /** The same, where somebody looks on. */
  public Setup with(Trace looksOn) {
    return new Setup(task, protocol, seed, mostEpochs, stopping, recordsWhole, looksOn);
  }
}
