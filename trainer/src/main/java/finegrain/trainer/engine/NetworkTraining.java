package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Samples;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.objective.ClassObjective;
import finegrain.trainer.objective.LabelObjective;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Score;
import java.util.Optional;

/**
 * The training of one network on one data set. All memory is planned at the beginning, and a step
 * allocates nothing. The loss of a step is the mean of its batch, of the cross-entropy unless
 * another objective is asked for.
 *
 * <p>The last batch of an epoch may be smaller. It is left out where it has one sample and the
 * network cannot be trained on it, because a batch normalisation has a single position then.
 *
 * <p>For one thread; the kernels may use several. The bits depend on the seed, and neither on the
 * threads nor on where the training was interrupted.
 */
public final class NetworkTraining {
  private static final double NANOS = 1e-9;

  private final Kernels kernels;
  private final long seed;
  private final int stage;
  private final Recipe recipe;
  private final LabelObjective objective;
  private final NetworkState state;
  private final TrainingBatches batches;

  /** Steps of an epoch. */
  private final int steps;

  private final Step whole;
  private final Step rest;
  private final OptimiserStep optimiser;

  /** What judges each epoch. */
  private final Optional<NetworkScorer> judged;

  /** What judges the finished network. */
  private final Optional<NetworkScorer> test;

  private long nanosOfSteps;
  private long samplesOfSteps;

  /** Who watches a training; called in its thread. */
  public interface Observer {
    /**
     * A step is done.
     *
     * @param samples of the step
     */
    void stepped(NetworkTraining training, int samples);

    /**
     * An epoch is over.
     *
     * @param samplesPerSecond that the training itself took, without what judges the epoch
     */
    void epochEnded(NetworkTraining training, NetworkEpoch epoch, double samplesPerSecond);
  }

  /**
   * A training that goes on from a state.
   *
   * @param seed of the order of samples, of augmentation and of dropout
   * @param state of the network, which changes from now on
   * @param kernels of this training alone
   * @throws UserError if the network cannot be trained on such batches, or the images cannot be
   *     augmented so
   */
  public NetworkTraining(
      Network network,
      Recipe recipe,
      NetworkData data,
      long seed,
      NetworkState state,
      Kernels kernels) {
    this(
        network,
        recipe,
        new StageData(data.train(), new ClassObjective(data.classes(), recipe.smoothing()), 0),
        Optional.of(data),
        seed,
        state,
        kernels);
  }

  /**
   * A stage of a training that goes on from a state. Nothing judges its epochs, whose scores on
   * samples apart are NaN.
   *
   * @param seed of the order of samples, of augmentation and of dropout, with the number of the
   *     stage
   * @param state of the network, which changes from now on
   * @param kernels of this training alone
   * @throws UserError if the network cannot be trained on such batches, or the images cannot be
   *     augmented so
   */
  public static NetworkTraining ofStage(
      Network network,
      Recipe recipe,
      StageData data,
      long seed,
      NetworkState state,
      Kernels kernels) {
    return new NetworkTraining(network, recipe, data, Optional.empty(), seed, state, kernels);
  }

  private NetworkTraining(
      Network network,
      Recipe recipe,
      StageData data,
      Optional<NetworkData> judges,
      long seed,
      NetworkState state,
      Kernels kernels) {
    this.kernels = kernels;
    this.seed = seed;
    this.recipe = recipe;
    this.state = state;
    stage = data.stage();
    objective = data.objective();
    batches = new TrainingBatches(data.train(), network, recipe, seed, stage);
    int size = batches.size();
    Matrix gradients = Matrix.allocate(1, network.blockSize());
    whole = new Step(network, size, gradients);
    rest = batches.lastSize() == 0 ? whole : new Step(network, batches.lastSize(), gradients);
    if (size == 1 && !trainsOnOneSample(network)) {
      throw new UserError(
          "batches of one sample are too small for a network with batch normalisation at a single"
              + " position; give a larger --batch");
    }
    boolean dropsLast = batches.lastSize() == 1 && !trainsOnOneSample(network);
    steps = batches.count() - (dropsLast ? 1 : 0);
    optimiser = new OptimiserStep(network, recipe, state, gradients);
    judged = judges.map(all -> scorer(network, all.judged(), size));
    test =
        judges.flatMap(
            all ->
                all.validation().isEmpty()
                    ? judged
                    : Optional.of(scorer(network, all.test(), size)));
  }

  /** Whether a layer refuses batches of one sample; a trial tells. */
  private boolean trainsOnOneSample(Network network) {
    if (network.stateSize() == 0) {
      return true;
    }
    Matrix block = Matrix.allocate(1, network.blockSize());
    try {
      network.pass(1, block, block, network.initialState()).forward(kernels, true);
      return true;
    } catch (IllegalArgumentException onePosition) {
      return false;
    }
  }

  private NetworkScorer scorer(Network network, Samples samples, int size) {
    return new NetworkScorer(network, samples, size, state.parameters(), state.layerState());
  }

  /** The memory of steps with so many samples. */
  private final class Step {
    private final NetworkPass pass;
    private final Matrix answers;
    private final Objective.Loss loss;
    private final int[] labels;
    private final Matrix losses;

    Step(Network network, int batch, Matrix gradients) {
      pass = network.pass(batch, state.parameters(), gradients, state.layerState());
      answers = objective.answers(pass.logits());
      loss = objective.loss(batch);
      labels = new int[batch];
      losses = Matrix.allocate(1, batch);
    }

    void run(int batch, int step) {
      batches.take(batch, pass.input(), labels);
      pass.dropoutKey().set(seed, stage, step);
      pass.forward(kernels, true);
      float scale = 1f / pass.batch();
      loss.gradient(kernels, pass.logits(), labels, scale, losses, pass.logitsGradient());
      int right = Answers.right(answers, labels, objective);
      pass.backward(kernels);
      optimiser.apply(kernels, learningRate(step));
      state.add(losses, right);
    }
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** Its state, which changes with each step. */
  public NetworkState state() {
    return state;
  }

  /** Steps of an epoch. */
  public int batches() {
    return steps;
  }

  private float learningRate(int step) {
    return recipe.schedule().at(recipe.learningRate(), step, steps, recipe.epochs());
  }

  private int stepsBefore(int batch) {
    return Math.addExact(Math.multiplyExact(state.epoch(), steps), batch);
  }

  /**
   * Trains to the end: until the last epoch, or one whose loss is not finite. Then the network is
   * judged by the test samples, if there are any.
   *
   * @throws InterruptedException if the thread is interrupted; the state is that between two steps
   */
  public void run(Observer observer) throws InterruptedException {
    while (state.epoch() < recipe.epochs() && !state.hasDiverged()) {
      trainEpoch(observer);
      Score score =
          judged.map(scorer -> scorer.score(kernels)).orElse(new Score(Double.NaN, Double.NaN));
      state.endEpoch(learningRate(stepsBefore(steps - 1)), score);
      double perSecond = nanosOfSteps == 0 ? 0 : samplesOfSteps / (nanosOfSteps * NANOS);
      observer.epochEnded(this, state.epochs().getLast(), perSecond);
    }
    if (state.test().isEmpty() && test.isPresent()) {
      state.end(test.get().score(kernels));
    }
  }

  /** The steps that are left of an epoch. */
  void trainEpoch(Observer observer) throws InterruptedException {
    batches.epoch(state.epoch());
    nanosOfSteps = 0;
    samplesOfSteps = 0;
    while (state.batch() < steps) {
      if (Thread.interrupted()) {
        throw new InterruptedException("a training of the seed " + seed + " was stopped");
      }
      long begin = System.nanoTime();
      Step step = batches.size(state.batch()) < batches.size() ? rest : whole;
      step.run(state.batch(), stepsBefore(state.batch()));
      nanosOfSteps += System.nanoTime() - begin;
      samplesOfSteps += step.pass.batch();
      observer.stepped(this, step.pass.batch());
    }
  }
}
