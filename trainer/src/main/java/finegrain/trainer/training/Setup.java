package finegrain.trainer.training;

import finegrain.trainer.labels.Task;

/**
 * What all models of a sweep share.
 *
 * @param task what they learn
 * @param protocol how they are trained
 * @param seed of all random numbers
 * @param mostEpochs after which a training ends in any case
 * @param stopping the early-stopping criterion
 * @param recordsWhole whether each epoch is scored on all training and test samples, too
 * @param trace observes the trainings
 */
public record Setup(
    Task task,
    Protocol protocol,
    long seed,
    int mostEpochs,
    StoppingCriterion stopping,
    boolean recordsWhole,
    Trace trace) {
  /** A setup without a trace. */
  public Setup(
      Task task,
      Protocol protocol,
      long seed,
      int mostEpochs,
      StoppingCriterion stopping,
      boolean recordsWhole) {
    this(task, protocol, seed, mostEpochs, stopping, recordsWhole, Trace.NONE);
  }

  /** A setup that stops by the accuracy on own labels, and has no trace. */
  public Setup(Task task, Protocol protocol, long seed, int mostEpochs) {
    this(task, protocol, seed, mostEpochs, StoppingCriterion.OWN_ACCURACY, false, Trace.NONE);
  }

  /** The same setup with a trace. */
  public Setup with(Trace observer) {
    return new Setup(task, protocol, seed, mostEpochs, stopping, recordsWhole, observer);
  }
}
