package finegrain.trainer.training;

import finegrain.trainer.labels.Task;

/**
 * What all models of a sweep share.
 *
 * @param task what they learn
 * @param protocol how they are trained
 * @param seed of all random numbers
 * @param mostEpochs the longest training
 * @param trace looks on
 */
record Setup(Task task, Protocol protocol, long seed, int mostEpochs, Trace trace) {
  /** Where nobody looks on. */
  Setup(Task task, Protocol protocol, long seed, int mostEpochs) {
    this(task, protocol, seed, mostEpochs, Trace.NONE);
  }
}
