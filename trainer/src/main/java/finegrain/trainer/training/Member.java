package finegrain.trainer.training;

import finegrain.trainer.model.Perceptron;
import finegrain.trainer.objective.Objective;
import java.util.ArrayList;
import java.util.List;

/** A model of a cohort while it is trained: what is known of it beside its weights. */
final class Member {
  private final ModelSpec spec;
  private final Objective objective;
  private final EarlyStopping stopping = new EarlyStopping();
  private final List<EpochRecord> epochs = new ArrayList<>();
  private double seconds;
  private long flops;
  private boolean diverged;
  private boolean ended;

  Member(ModelSpec spec, Objective objective) {
    this.spec = spec;
    this.objective = objective;
  }

  ModelSpec spec() {
    return spec;
  }

  Objective objective() {
    return objective;
  }

  /** An epoch is over, of so many at most. */
  void add(EpochRecord epoch, int mostEpochs) {
    epochs.add(epoch);
    diverged = !Double.isFinite(epoch.trainLoss());
    boolean stops = stopping.endsWith(epoch.validation().accuracy());
    ended = stops || diverged || epochs.size() == mostEpochs;
  }

  /** The model has had so much of its thread's time, for so many floating-point operations. */
  void spend(double itsSeconds, long operations) {
    seconds += itsSeconds;
    flops += operations;
  }

  double seconds() {
    return seconds;
  }

  /** Whether a loss was not finite. */
  boolean hasDiverged() {
    return diverged;
  }

  /** Whether the last epoch was the last one of the training. */
  boolean hasEnded() {
    return ended;
  }

  /** The model at its end. */
  TrainedModel trained(Scores train, Scores test, Perceptron weights) {
    return new TrainedModel(
        spec, diverged, epochs, train, test, weights.parameters(), weights.sha256(), flops);
  }
}
