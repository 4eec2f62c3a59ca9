package finegrain.trainer.study.pretraining;

import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Fact;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Schedule;
import java.util.List;
import java.util.Optional;

/**
 * How networks are pretrained and fine-tuned.
 *
 * @param architecture of all networks
 * @param pretraining on all training samples
 * @param tuning on all training samples
 * @param sigmoid whether a pretraining has a sigmoid unit for each label, and not a softmax
 * @param headBias the initial biases of the head of a pretraining
 */
public record TransferRecipe(
    Architecture architecture, Recipe pretraining, Recipe tuning, boolean sigmoid, float headBias) {
  /** Of a sigmoid unit, so that at first no label is likely. */
  private static final float HEAD_BIAS = -10;

  /** The protocol of each architecture's usual recipe. */
  static final String DEEP = "deep";

  /** The protocol of the paper on ImageNet. */
  static final String IMAGENET = "imagenet";

  /** The names of the protocols. */
  static final List<String> PROTOCOLS = List.of(DEEP, IMAGENET);

  private static final int BATCH = 32;
  private static final int EPOCHS = 20;
  private static final int TUNING_EPOCHS = 5;
  private static final double TUNING_RATE = 0.3;

  /** Both stages in words. A stage on fewer samples has more epochs, and as many steps. */
  List<Fact> facts() {
    String head =
        sigmoid
            ? "a sigmoid for each label with an initial bias of " + LabelNoise.decimal(headBias)
            : "softmax";
    return List.of(
        new Fact("pretraining", pretraining.inWords() + ", " + head),
        new Fact("tuning", tuning.inWords() + ", softmax"));
  }

  /**
   * What the user says of a recipe; the protocol says the rest.
   *
   * @param batch samples of a step of both stages
   * @param epochs of the pretraining
   * @param tuningEpochs of the fine-tuning
   * @param tuningRate factor of the learning rate of the fine-tuning
   */
  record Wishes(
      Optional<Integer> batch,
      Optional<Integer> epochs,
      Optional<Integer> tuningEpochs,
      Optional<Double> tuningRate) {
    /** Nothing. */
    static final Wishes NONE =
        new Wishes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The recipe of a protocol.
   *
   * @param samples of the training set
   * @param photographs whether a shifted or mirrored image is as good
   */
  static TransferRecipe of(
      String protocol, Architecture architecture, Wishes wishes, int samples, boolean photographs) {
    return protocol.equals(IMAGENET)
        ? imagenet(architecture, wishes, samples, photographs)
        : deep(architecture, wishes, photographs);
  }

  /** Both stages as the architecture is usually trained. */
  private static TransferRecipe deep(
      Architecture architecture, Wishes wishes, boolean photographs) {
    int batch = wishes.batch.orElse(BATCH);
    int tuningEpochs = wishes.tuningEpochs.orElse(TUNING_EPOCHS);
    Recipe tuning = Recipe.usual(architecture, batch, tuningEpochs, photographs);
    double rate = tuning.learningRate() * wishes.tuningRate.orElse(TUNING_RATE);
    return new TransferRecipe(
        architecture,
        Recipe.usual(architecture, batch, wishes.epochs.orElse(EPOCHS), photographs),
        with(tuning, rate, tuning.schedule(), tuningEpochs),
        false,
        0);
  }

  /**
   * The recipe of "Why Fine-grained Labels in Pretraining Benefit Generalization?" (2024) for
   * ImageNet-21k and ImageNet-1k. Its warm-up counts steps; where the training is shorter than
   * twice as many, it takes half of the epochs.
   */
  private static TransferRecipe imagenet(
      Architecture architecture, Wishes wishes, int samples, boolean photographs) {
    int batch = wishes.batch.orElse(4096);
    int tuningBatch = wishes.batch.orElse(512);
    int epochs = wishes.epochs.orElse(90);
    int tuningEpochs = wishes.tuningEpochs.orElse(8);
    Augmentation augmentation =
        Recipe.usual(architecture, batch, epochs, photographs).augmentation();
    Recipe pretraining =
        new Recipe(
            Optimiser.ADAMW,
            1e-3,
            0.03f,
            new Schedule(warmUp(10_000, batch, samples, epochs), new Schedule.Linear(1e-5)),
            batch,
            epochs,
            augmentation,
            0,
            0,
            0.1f);
    Recipe tuning =
        new Recipe(
            Optimiser.SGD,
            0.03 * wishes.tuningRate.orElse(1.0),
            0,
            new Schedule(warmUp(500, tuningBatch, samples, tuningEpochs), new Schedule.Cosine(0)),
            tuningBatch,
            tuningEpochs,
            augmentation,
            0,
            1,
            0);
    return new TransferRecipe(architecture, pretraining, tuning, true, HEAD_BIAS);
  }

  private static double warmUp(int steps, int batch, int samples, int epochs) {
    int stepsOfEpoch = Math.ceilDiv(samples, Math.min(batch, samples));
    return Math.min((double) steps / stepsOfEpoch, epochs / 2.0);
  }

  /**
   * A recipe for fewer samples, which takes as many steps as the whole set would: with more epochs,
   * of which the warm-up has the same share.
   *
   * @param all samples of the whole set
   * @param some samples, at most as many
   */
  static Recipe asLong(Recipe recipe, int all, int some) {
    int epochs =
        Math.toIntExact(
            Math.max(
                1,
                Math.round((double) recipe.epochs() * steps(recipe, all) / steps(recipe, some))));
    Schedule schedule =
        new Schedule(
            recipe.schedule().warmUp() * epochs / recipe.epochs(), recipe.schedule().course());
    return epochs == recipe.epochs()
        ? recipe
        : with(recipe, recipe.learningRate(), schedule, epochs);
  }

  private static int steps(Recipe recipe, int samples) {
    return Math.ceilDiv(samples, Math.min(recipe.batchSize(), samples));
  }

  private static Recipe with(Recipe recipe, double rate, Schedule schedule, int epochs) {
    return new Recipe(
        recipe.optimiser(),
        rate,
        recipe.weightDecay(),
        schedule,
        recipe.batchSize(),
        epochs,
        recipe.augmentation(),
        recipe.smoothing(),
        recipe.clip(),
        recipe.dropout());
  }
}
