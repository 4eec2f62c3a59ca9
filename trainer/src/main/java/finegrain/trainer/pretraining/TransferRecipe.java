package finegrain.trainer.pretraining;

import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Schedule;

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
  /**
   * Both stages as the architecture is usually trained.
   *
   * @param batch samples of a step
   * @param epochs of the pretraining
   * @param tuningEpochs of the fine-tuning
   * @param tuningRate learning rate of the fine-tuning, as a multiple of the usual one
   * @param photographs whether a shifted or mirrored image is as good
   */
  public static TransferRecipe usual(
      Architecture architecture,
      int batch,
      int epochs,
      int tuningEpochs,
      double tuningRate,
      boolean photographs) {
    Recipe tuning = Recipe.usual(architecture, batch, tuningEpochs, photographs);
    return new TransferRecipe(
        architecture,
        Recipe.usual(architecture, batch, epochs, photographs),
        with(tuning, tuning.learningRate() * tuningRate, tuning.schedule(), tuningEpochs),
        false,
        0);
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
