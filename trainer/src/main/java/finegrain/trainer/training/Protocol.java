package finegrain.trainer.training;

import finegrain.kernels.Activation;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.objective.BlendedObjective;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.objective.SigmoidObjective;
import finegrain.trainer.objective.SoftmaxObjective;
import java.util.List;

/**
 * How models are trained. The description of the paper "Should We Always Train Models on
 * Fine-Grained Classes?" and its authors' program differ, so there are two protocols for it; a
 * third is for points on circles, and {@code deep} for architectures with recipes of their own.
 *
 * @param name one of {@link #NAMES}
 * @param activation of the hidden layers, where the architecture has none of its own
 * @param sigmoidOutput whether a coarse model of two classes has one sigmoid unit instead of a
 *     softmax
 * @param optimisation the steps and their number
 * @param batching the rule for the size of a batch
 */
public record Protocol(
    String name,
    Activation activation,
    boolean sigmoidOutput,
    Optimisation optimisation,
    Batching batching) {
  /** The name of the protocol with a recipe for each architecture. */
  public static final String DEEP = "deep";

  /** The names of the protocols. */
  public static final List<String> NAMES = List.of("paper", "released", "circles", DEEP);

  private static final int MOST_EPOCHS = 700;
  private static final int PATIENCE = 60;
  private static final int SMALL_SET = 2000;
  private static final double FALL = 0.00005;

  /** The rule for the size of a batch. */
  public enum Batching {
    /** By samples of a class: 8 (below 100), 16 (up to 500), 32 (up to 1500), 64. */
    BY_CLASS,
    /** By all samples: 8 (below 400), 16. */
    BY_TOTAL,
    /** By all samples: 32 (below 2000), 128. */
    BY_RECIPE
  }

  /** The main properties of a protocol, for {@code finegrain list}. */
  public static String description(String name) {
    Protocol protocol = named(name);
    String output = protocol.sigmoidOutput ? "one sigmoid unit" : "a two-unit softmax";
    return switch (protocol.optimisation) {
      case Optimisation.EarlyStopped(_, float momentum, int mostEpochs, _) ->
          "%s, coarse output of %s, momentum %s, at most %d epochs"
              .formatted(
                  protocol.activation == Activation.RELU ? "ReLU" : "tanh",
                  output,
                  momentum,
                  mostEpochs);
      case Optimisation.ByRecipe _ ->
          "coarse output of %s, the optimiser and schedule of 'finegrain train' for each architecture, a fixed number of epochs"
              .formatted(output);
    };
  }

  /**
   * The protocol with a name, for all data except CIFAR-10.
   *
   * @throws UserError if no protocol has that name
   */
  public static Protocol named(String name) {
    return named(name, false, false);
  }

  /**
   * The protocol with a name, for a data source. The released program has other learning rates for
   * CIFAR-10, and photographs are augmented.
   *
   * @throws UserError if no protocol has that name
   */
  public static Protocol named(String name, DataSource source) {
    return named(
        name,
        source instanceof DataSource.Published published
            && published.dataset().format() == KnownDataset.Format.CIFAR_10,
        source.isPhotographs());
  }

  private static Protocol named(String name, boolean cifar10, boolean photographs) {
    return switch (name) {
      case "paper" ->
          new Protocol(
              name,
              Activation.RELU,
              true,
              new Optimisation.EarlyStopped(
                  new LearningRate(0.01, FALL, 0.001), 0, MOST_EPOCHS, PATIENCE),
              Batching.BY_CLASS);
      case "released" ->
          new Protocol(
              name,
              Activation.TANH,
              false,
              new Optimisation.EarlyStopped(
                  cifar10
                      ? new LearningRate(0.001, 0, 0.001)
                      : new LearningRate(0.012, FALL, 0.001),
                  cifar10 ? 0 : 0.5f,
                  MOST_EPOCHS,
                  PATIENCE),
              Batching.BY_CLASS);
      case "circles" ->
          new Protocol(
              name,
              Activation.TANH,
              false,
              new Optimisation.EarlyStopped(
                  new LearningRate(0.1, 0.1 / 1600, 0.1 / 12), 0.5f, 1500, 300),
              Batching.BY_TOTAL);
      case DEEP ->
          new Protocol(
              name,
              Activation.RELU,
              false,
              new Optimisation.ByRecipe(photographs),
              Batching.BY_RECIPE);
      default ->
          throw new UserError(
              "there is no protocol %s; choose one of %s"
                  .formatted(name, String.join(", ", NAMES)));
    };
  }

  /**
   * The objective of the models with a target.
   *
   * @param tree over their fine classes
   */
  public Objective objective(Target target, LabelTree tree) {
    return switch (target) {
      case Target.Coarse _, Target.Matched _ -> coarse(tree);
      case Target.Fine _, Target.Inferred _ -> SoftmaxObjective.fine(tree);
      case Target.Level(int level) when level == 1 -> coarse(tree);
      case Target.Level(int level) -> new SoftmaxObjective(tree, level);
      case Target.Blended(List<Double> betas) when betas.size() == 1 ->
          new BlendedObjective(LabelTree.of(tree.coarse()), List.of(1.0, betas.getFirst()));
      case Target.Blended(List<Double> betas) -> new BlendedObjective(tree, betas);
    };
  }

  private Objective coarse(LabelTree tree) {
    return sigmoidOutput && tree.classes(1) == 2
        ? new SigmoidObjective(tree)
        : new SoftmaxObjective(tree, 1);
  }

  /**
   * The architecture of a model: the one of its spec, or for {@link Target.Matched} the one whose
   * number of parameters is nearest to that of the fine model.
   *
   * @param input the shape of a sample
   * @param tree over the fine classes
   */
  public Architecture architecture(ModelSpec spec, Shape input, LabelTree tree) {
    if (!(spec.target() instanceof Target.Matched)) {
      return spec.model();
    }
    int fine = spec.model().network(input, tree.fineClasses(), activation).size();
    return Architectures.nearest(spec.model(), fine, input, coarse(tree).outputs());
  }

  /** Samples in a batch. */
  public int batchSize(int perClass, int samples) {
    return Math.min(
        samples,
        switch (batching) {
          case BY_CLASS -> perClass < 100 ? 8 : perClass <= 500 ? 16 : perClass <= 1500 ? 32 : 64;
          case BY_TOTAL -> samples < 400 ? 8 : 16;
          case BY_RECIPE -> samples < SMALL_SET ? 32 : Recipe.USUAL_BATCH;
        });
  }
}
