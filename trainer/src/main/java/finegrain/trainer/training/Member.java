package finegrain.trainer.training;

import finegrain.trainer.model.Perceptron;
import java.util.ArrayList;
import java.util.List;

/** A model of a cohort while it is trained: what is known of it beside its weights. */
final class Member {
  private final ModelSpec spec;
  private final Goal goal;
  private final int hiddenUnits;
  private final Setup setup;
  private final EarlyStopping stopping;
  private final List<EpochRecord> epochs = new ArrayList<>();
  private double seconds;
  private long flops;
  private boolean diverged;
  private boolean ended;

  Member(ModelSpec spec, Goal goal, int hiddenUnits, Setup setup) {
    this.spec = spec;
    this.goal = goal;
    this.hiddenUnits = hiddenUnits;
    this.setup = setup;
    stopping = new EarlyStopping(setup.protocol().patience());
  }

  ModelSpec spec() {
    return spec;
  }

  Goal goal() {
    return goal;
  }

  int hiddenUnits() {
    return hiddenUnits;
  }

  /** An epoch is over. */
  void add(EpochRecord epoch) {
    epochs.add(epoch);
    diverged = !Double.isFinite(epoch.trainLoss());
    ended = stops(epoch.validation()) || diverged || epochs.size() == setup.mostEpochs();
  }

  private boolean stops(Scores validation) {
    return switch (setup.stopping()) {
      case OWN_ACCURACY -> stopping.endsWith(validation.accuracy());
      case COARSE_ACCURACY -> stopping.endsWith(validation.coarseAccuracy());
      case NEVER -> false;
    };
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
  TrainedModel trained(int batch, Scores train, Scores test, Perceptron weights) {
    return new TrainedModel(
        spec, batch, diverged, epochs, train, test, weights.parameters(), weights.sha256(), flops);
  }
}
