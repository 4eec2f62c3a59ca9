package finegrain.trainer.engine;

import finegrain.trainer.event.CohortTrace;
import finegrain.trainer.event.Phase;

/**
 * Counts the floating-point operations of the products of models in a cohort, for the inputs that
 * are used.
 *
 * @param recordsWhole whether each epoch is scored on all training and test samples
 */
record CohortOperations(boolean recordsWhole, SampleStore.Samples samples) {
  private long trainingSamples() {
    return samples.trainingSet().set().size();
  }

  /** Operations of a model in an epoch. */
  long ofEpoch(TrainingState model) {
    long inputs = samples.trainingSet().features();
    long outputs = model.outputs();
    // Forward x w1 and h w2; backward their gradients and that of h.
    long training = (2 * inputs + 3 * outputs) * trainingSamples();
    long validation = (samples.pool().features() + outputs) * samples.split().validation().length;
    long epoch = 2L * model.width() * (training + validation);
    return recordsWhole ? epoch + ofScores(model) : epoch;
  }

  /** Operations of a model's last scores. */
  long ofScores(TrainingState model) {
    long outputs = model.outputs();
    long train = (samples.trainingSet().features() + outputs) * trainingSamples();
    long test = (samples.pool().features() + outputs) * samples.split().test().length;
    return 2L * model.width() * (train + test);
  }

  /** Adds {@link #ofEpoch} to the trace, by phase: what is left is the evaluation's. */
  void addEpochTo(CohortTrace trace, TrainingState model) {
    long ofLayer = 2L * model.width() * trainingSamples();
    long hidden = ofLayer * samples.trainingSet().features();
    long output = ofLayer * model.outputs();
    trace.addFlops(Phase.FORWARD, hidden + output);
    trace.addFlops(Phase.BACKWARD, 2 * output);
    trace.addFlops(Phase.UPDATE, hidden);
    trace.addFlops(Phase.EVALUATION, ofEpoch(model) - 2 * hidden - 3 * output);
  }
}
