package finegrain.trainer.engine;

import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.EarlyStopping;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model while it is trained: what is known of it beside its weights. For one thread. */
final class TrainingState {
  private final ModelSpec spec;
  private final Supervision supervision;
  private final Architecture architecture;
  private final Setup setup;
  private final Protocol protocol;
  private final Optional<Recipe> recipe;
  private final Optional<EarlyStopping> stopping;
  private final int mostEpochs;
  private final List<EpochRecord> epochs = new ArrayList<>();
  private double seconds;
  private long flops;
  private boolean diverged;
  private boolean ended;

  private TrainingState(
      ModelSpec spec,
      Supervision supervision,
      Architecture architecture,
      Setup setup,
      int samples) {
    this.spec = spec;
    this.supervision = supervision;
    this.architecture = architecture;
    this.setup = setup;
    protocol = setup.protocol(spec);
    recipe = setup.recipe(spec, architecture, samples);
    mostEpochs = setup.mostEpochs(spec, architecture, samples);
    stopping =
        protocol.optimisation() instanceof Optimisation.EarlyStopped early
            ? Optional.of(new EarlyStopping(early.patience()))
            : Optional.empty();
  }

  /** What two models must share to share a supervision. */
  private record SupervisionKey(String map, Target target, LabelNoise noise) {}

  /**
   * Models before their first epoch, in an order in which those of one supervision follow each
   * other.
   */
  static List<TrainingState> bySupervision(
      Setup setup, List<ModelSpec> specs, SampleStore store, SampleStore.Samples samples) {
    Map<SupervisionKey, List<TrainingState>> groups = new LinkedHashMap<>();
    Shape input = setup.task().shape();
    for (ModelSpec spec : specs) {
      FineLabels labels = store.fineLabels(spec, samples);
      List<TrainingState> same =
          groups.computeIfAbsent(
              new SupervisionKey(spec.map(), spec.target(), spec.noise()), _ -> new ArrayList<>());
      Supervision supervision =
          same.isEmpty()
              ? Supervision.of(setup.protocol(spec).objective(spec.target(), labels.tree()), labels)
              : same.getFirst().supervision();
      Architecture architecture = setup.protocol(spec).architecture(spec, input, labels.tree());
      same.add(
          new TrainingState(
              spec, supervision, architecture, setup, samples.trainingSet().set().size()));
    }
    return groups.values().stream().flatMap(List::stream).toList();
  }

  static List<Supervision> supervisions(List<TrainingState> states) {
    return states.stream().map(TrainingState::supervision).toList();
  }

  ModelSpec spec() {
    return spec;
  }

  Supervision supervision() {
    return supervision;
  }

  /** The capacity of its architecture. */
  int width() {
    return architecture.width();
  }

  /** How many logits a sample has. */
  int outputs() {
    return supervision.objective().outputs();
  }

  /** Its network, for samples with all their inputs. */
  Network network() {
    return architecture.network(setup.task().shape(), outputs(), protocol.activation());
  }

  /** The recipe of its training; empty for protocols that stop early. */
  Optional<Recipe> recipe() {
    return recipe;
  }

  /** How its parameters follow their gradients. */
  Optimisation optimisation() {
    return protocol.optimisation();
  }

  /**
   * The learning rate of a step.
   *
   * @param epoch counted from 0
   * @param batch of the step, counted from 0
   * @param batches of an epoch
   */
  float learningRate(int epoch, int batch, int batches) {
    return switch (protocol.optimisation()) {
      case Optimisation.EarlyStopped early -> early.learningRate().at(epoch);
      case Optimisation.ByRecipe _ -> {
        Recipe own = recipe.orElseThrow();
        long step = (long) epoch * batches + batch;
        yield own.schedule().at(own.learningRate(), step, batches, own.epochs());
      }
    };
  }

  /** Seed of all its random numbers. */
  long seed() {
    return setup.seed();
  }

  /** Its initial parameters. */
  Parameters initial() {
    return network().initial(setup.seed(), spec.repeat());
  }

  /** An epoch is over. */
  void add(EpochRecord epoch) {
    epochs.add(epoch);
    diverged = !Double.isFinite(epoch.trainLoss());
    ended = stops(epoch.validation()) || diverged || epochs.size() == mostEpochs;
  }

  private boolean stops(Scores validation) {
    return stopping.isPresent()
        && switch (setup.stopping()) {
          case OWN_ACCURACY -> stopping.get().endsWith(validation.accuracy());
          case COARSE_ACCURACY -> stopping.get().endsWith(validation.coarseAccuracy());
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

  /**
   * The model at its end.
   *
   * @param answersOneClass whether it gives all test samples the same coarse class
   * @param balancedAccuracy on the test samples
   */
  TrainedModel trained(
      int batch,
      EpochRecord.Whole scores,
      boolean answersOneClass,
      double balancedAccuracy,
      Parameters weights) {
    return new TrainedModel(
        spec,
        batch,
        diverged,
        epochs,
        scores.train(),
        scores.test(),
        answersOneClass,
        weights.count(),
        weights.sha256(),
        flops,
        balancedAccuracy);
  }
}
