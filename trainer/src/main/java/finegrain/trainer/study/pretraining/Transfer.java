package finegrain.trainer.study.pretraining;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.data.FeatureScale;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.engine.NetworkScorer;
import finegrain.trainer.engine.NetworkScorer.Scored;
import finegrain.trainer.engine.NetworkState;
import finegrain.trainer.engine.NetworkTraining;
import finegrain.trainer.engine.StageData;
import finegrain.trainer.network.Network;
import finegrain.trainer.objective.ClassObjective;
import finegrain.trainer.objective.LabelObjective;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.Recipe;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Trains the networks of an arm: pretrains one on the labels of the arm, and fine-tunes it on
 * shares of the target's labels.
 *
 * @param data to train and to test on
 * @param recipe of both stages
 * @param dataset the name of the data
 * @param scaling of the features
 * @param scale what this made of the features in the files
 * @param perClass training images of each leaf; 0 for all
 */
record Transfer(
    TransferData data,
    TransferRecipe recipe,
    String dataset,
    Scaling scaling,
    FeatureScale scale,
    int perClass) {
  private static final int PRETRAINING = 0;
  private static final int TUNING = 1;

  /** Rows of numbers that a training has: parameters, gradients, and two moments at most. */
  private static final int BLOCKS = 4;

  private static final double GIGA = 1e9;

  /** Nobody watches: a network is short work here, and the run shows its progress. */
  private static final NetworkTraining.Observer NOBODY =
      new NetworkTraining.Observer() {
        @Override
        public void stepped(NetworkTraining training, int samples) {
          // See above.
        }

        @Override
        public void epochEnded(
            NetworkTraining training, NetworkEpoch epoch, double samplesPerSecond) {
          // See above.
        }
      };

  /**
   * A pretrained network.
   *
   * @param labelling that it was pretrained on
   * @param scored on its own labels, after the training
   * @param diverged whether a loss was not finite, which ends a training
   */
  record Body(
      Labelling labelling, Network network, NetworkState state, Scored scored, boolean diverged) {}

  /**
   * A network that answers the target's question.
   *
   * @param images that it was trained on the target with
   * @param trained how it does on them
   * @param right the test samples that it answers right
   * @param sha256 of its parameters
   * @param diverged whether a loss was not finite
   */
  record Tuned(int images, Scored trained, BitSet right, String sha256, boolean diverged) {}

  /**
   * The pretrained network of an arm, from its file or trained.
   *
   * @param folder of the pretrained networks, which every arm that needs one takes
   */
  Body body(Arm arm, long seed, Path folder, Kernels kernels) {
    Labelling labelling = new Labellings(data, recipe.sigmoid()).of(arm, seed, kernels);
    return body(
        arm, labelling, seed, new Pretrained(folder, dataset, scaling, scale, perClass), kernels);
  }

  private Body body(Arm arm, Labelling labelling, long seed, Pretrained kept, Kernels kernels) {
    LabelObjective objective = labelling.objective();
    Recipe stage =
        TransferRecipe.asLong(
            recipe.pretraining(), data.train().size(), labelling.samples().size());
    Network network = network(objective.outputs(), stage);
    NetworkState state =
        kept.read(arm, seed, recipe.architecture(), objective.outputs())
            .map(parameters -> NetworkState.from(parameters, network, stage.optimiser()))
            .orElseGet(
                () -> {
                  NetworkState fresh = fresh(network, stage, labelling, seed, kernels);
                  if (!fresh.hasDiverged()) {
                    kept.write(
                        arm,
                        seed,
                        recipe.architecture(),
                        data.shape(),
                        objective.outputs(),
                        fresh.named());
                  }
                  return fresh;
                });
    Scored scored =
        NetworkScorer.of(network, state, labelling.samples()).scored(objective, kernels);
    return new Body(labelling, network, state, scored, hasDiverged(state, scored));
  }

  /** The last step of a training may be the one that spoils the network. */
  private static boolean hasDiverged(NetworkState state, Scored trained) {
    return state.hasDiverged() || !Double.isFinite(trained.loss());
  }

  private NetworkState fresh(
      Network network, Recipe stage, Labelling labelling, long seed, Kernels kernels) {
    NetworkState state = NetworkState.initial(network, stage.optimiser(), seed);
    if (recipe.headBias() != 0) {
      state.fillHeadBiases(recipe.headBias());
    }
    StageData work = new StageData(labelling.samples(), labelling.objective(), PRETRAINING);
    train(NetworkTraining.ofStage(network, stage, work, seed, state, kernels));
    return state;
  }

  /** A pretrained network under a new head, fine-tuned on a share of the target's labels. */
  Tuned tuned(Body body, double share, long seed, Kernels kernels) {
    Samples samples = data.shareOfTarget(share, seed);
    Recipe stage = TransferRecipe.asLong(recipe.tuning(), data.train().size(), samples.size());
    Network network = network(data.targets(), stage);
    NetworkState state =
        NetworkState.withNewHead(body.state.named(), network, stage.optimiser(), seed, TUNING);
    ClassObjective target = new ClassObjective(data.targets(), stage.smoothing());
    train(
        NetworkTraining.ofStage(
            network, stage, new StageData(samples, target, TUNING), seed, state, kernels));
    return tested(network, state, samples, kernels);
  }

  /**
   * A network that is trained on a share of the target's labels by the recipe of the pretraining,
   * and on nothing else. With all labels it is the pretrained network of the baseline.
   *
   * @param folder of the pretrained networks
   */
  Tuned scratch(double share, long seed, Path folder, Kernels kernels) {
    Samples samples = data.shareOfTarget(share, seed);
    if (samples.size() == data.train().size()) {
      Body all = body(Arm.TARGET, seed, folder, kernels);
      return tested(all.network, all.state, samples, kernels);
    }
    Recipe stage = TransferRecipe.asLong(recipe.pretraining(), data.train().size(), samples.size());
    Labelling labelling = new Labellings(data, recipe.sigmoid()).ofTarget(samples);
    Network network = network(data.targets(), stage);
    NetworkState state = fresh(network, stage, labelling, seed, kernels);
    return tested(network, state, samples, kernels);
  }

  private Tuned tested(Network network, NetworkState state, Samples samples, Kernels kernels) {
    ClassObjective target = new ClassObjective(data.targets(), 0);
    Scored trained = NetworkScorer.of(network, state, samples).scored(target, kernels);
    Scored tested = NetworkScorer.of(network, state, data.testOfTarget()).scored(target, kernels);
    return new Tuned(
        samples.size(),
        trained,
        tested.right(),
        state.named().sha256(),
        hasDiverged(state, trained));
  }

  private Network network(int outputs, Recipe stage) {
    return recipe.architecture().network(data.shape(), outputs, Activation.RELU, stage.dropout());
  }

  private static void train(NetworkTraining training) {
    try {
      training.run(NOBODY);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("a training was stopped", stopped);
    }
  }

  /**
   * Finds before any training what would end that of an arm.
   *
   * @throws UserError if the architecture does not fit the images, the labels do not fit the tree
   *     or the images, or the network does not fit in memory
   */
  void check(Arm arm, long seed) {
    Labellings labellings = new Labellings(data, recipe.sigmoid());
    labellings.check(arm, seed);
    long outputs = labellings.outputs(arm);
    try {
      Network network = network(Math.toIntExact(outputs), recipe.pretraining());
      double bytes = (double) network.blockSize() * Float.BYTES * BLOCKS;
      if (bytes > Runtime.getRuntime().maxMemory()) {
        throw tooLarge(arm, outputs, "%.1f GB".formatted(bytes / GIGA));
      }
    } catch (ArithmeticException overflow) {
      throw tooLarge(arm, outputs, "too much memory");
    } catch (IllegalArgumentException misfit) {
      throw new UserError(misfit.getMessage(), misfit);
    }
  }

  private UserError tooLarge(Arm arm, long outputs, String memory) {
    return new UserError(
        "the arm %s has %s labels, and %s with so many outputs needs %s to train; leave out the arm, give it a smaller number, or take fewer images with --per-class"
            .formatted(arm, Long.toString(outputs), recipe.architecture(), memory));
  }

  /**
   * Floating-point operations of all networks of an arm, roughly.
   *
   * @param shares of the target's labels
   */
  double flops(Arm arm, List<Double> shares) {
    Network network = network(data.targets(), recipe.pretraining());
    double step = network.forwardFlops() + network.backwardFlops();
    double images = data.train().size();
    int outputs = (int) new Labellings(data, recipe.sigmoid()).outputs(arm);
    Network own = network(outputs, recipe.pretraining());
    double pretraining =
        images * recipe.pretraining().epochs() * (own.forwardFlops() + own.backwardFlops());
    double tuning = step * images * recipe.tuning().epochs();
    double test = (double) network.forwardFlops() * data.test().size();
    return arm.equals(Arm.SCRATCH)
        ? shares.size() * (pretraining + test)
        : pretraining + shares.size() * (tuning + test);
  }
}
