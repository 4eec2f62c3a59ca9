package finegrain.trainer.training;

import finegrain.kernels.Activation;
import finegrain.trainer.UserError;
import finegrain.trainer.labels.LabelKind;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.objective.SigmoidObjective;
import finegrain.trainer.objective.SoftmaxObjective;
import java.util.List;

/**
 * How the models of the paper "Should We Always Train Models on Fine-Grained Classes?" are trained.
 * Its description and its authors' program differ, so there are two protocols.
 *
 * @param name {@code paper} or {@code released}
 * @param activation of the hidden layer
 * @param coarseHead the objective on coarse labels
 * @param learningRate of each epoch
 * @param momentum of the updates
 */
public record Protocol(
    String name,
    Activation activation,
    Objective coarseHead,
    LearningRate learningRate,
    float momentum) {
  /** The names of the protocols. */
  public static final List<String> NAMES = List.of("paper", "released");

  /** What sets a protocol apart, for {@code finegrain list}. */
  public static String description(String name) {
    Protocol protocol = named(name, "");
    return "%s, coarse output of %s, momentum %s"
        .formatted(
            protocol.activation == Activation.RELU ? "ReLU" : "tanh",
            protocol.coarseHead.outputs() == 1 ? "one sigmoid unit" : "a two-unit softmax",
            protocol.momentum);
  }

  /** The longest training of both protocols, in epochs. */
  public static final int MOST_EPOCHS = 700;

  private static final double FALL = 0.00005;

  /**
   * The protocol of a name, for a data set: the released program trains CIFAR-10 in another way.
   *
   * @throws UserError if there is none of that name
   */
  public static Protocol named(String name, String dataset) {
    boolean cifar10 = dataset.equals("cifar-10");
    return switch (name) {
      case "paper" ->
          new Protocol(
              name,
              Activation.RELU,
              new SigmoidObjective(),
              new LearningRate(0.01, FALL, 0.001),
              0);
      case "released" ->
          new Protocol(
              name,
              Activation.TANH,
              new SoftmaxObjective(LabelKind.COARSE, LabelMap.COARSE_CLASSES),
              cifar10 ? new LearningRate(0.001, 0, 0.001) : new LearningRate(0.012, FALL, 0.001),
              cifar10 ? 0 : 0.5f);
      default ->
          throw new UserError(
              "there is no protocol %s; choose one of %s"
                  .formatted(name, String.join(", ", NAMES)));
    };
  }

  /** The objective of the models that are trained on labels of a kind. */
  public Objective objective(LabelKind kind, LabelMap map) {
    return switch (kind) {
      case COARSE -> coarseHead;
      case FINE -> new SoftmaxObjective(LabelKind.FINE, map.fineClasses());
    };
  }

  /** Samples in a batch, by the number of images of a class. */
  public static int batchSize(int perClass) {
    if (perClass < 100) {
      return 8;
    }
    if (perClass <= 500) {
      return 16;
    }
    return perClass <= 1500 ? 32 : 64;
  }
}
