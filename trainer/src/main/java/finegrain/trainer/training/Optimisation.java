package finegrain.trainer.training;

import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Cnn2;
import finegrain.trainer.network.ResNet20;
import finegrain.trainer.network.VisionTransformer;

/** By which steps parameters follow their gradients, and for how long. */
public sealed interface Optimisation {
  /**
   * Momentum v = momentum v - rate g, w = w + v, with a rate that falls from epoch to epoch, until
   * the accuracy on the validation samples has stopped growing.
   *
   * @param learningRate of each epoch
   * @param momentum of the updates
   * @param mostEpochs after which a training ends in any case
   * @param patience epochs in a row without growing accuracy after which a training ends
   */
  record EarlyStopped(LearningRate learningRate, float momentum, int mostEpochs, int patience)
      implements Optimisation {}

  /**
   * The usual recipe of each architecture, for a number of epochs that is fixed beforehand: as many
   * as show the network a number of images that goes with its kind, and {@link #LEAST_EPOCHS} at
   * least.
   *
   * @param photographs whether the images are such that a shifted or mirrored one is as good
   */
  record ByRecipe(boolean photographs) implements Optimisation {
    /** Epochs of large training sets. */
    public static final int LEAST_EPOCHS = 10;

    /** Smaller training sets are not augmented. */
    private static final int LEAST_AUGMENTED = 500;

    private static final int IMAGES_WITH_NORMALISATION = 3 << 12;
    private static final int IMAGES_OF_TRANSFORMER = 1 << 14;

    /** Without normalisation a network stays on its first plateau for longer: docs/deep.md. */
    private static final int IMAGES_WITHOUT_NORMALISATION = 1 << 17;

    /**
     * The recipe of a model.
     *
     * @param batchSize samples of a step
     * @param perClass training samples of each fine class
     * @param samples of the training set
     * @param epochs 0 for the number that the training set needs
     */
    public Recipe recipe(
        Architecture architecture, int batchSize, int perClass, int samples, int epochs) {
      return Recipe.usual(
          architecture,
          batchSize,
          epochs > 0 ? epochs : epochs(architecture, samples),
          photographs && perClass >= LEAST_AUGMENTED);
    }

    private static int epochs(Architecture architecture, int samples) {
      int images =
          switch (architecture) {
            case ResNet20 _, Cnn2 _ -> IMAGES_WITH_NORMALISATION;
            case VisionTransformer _ -> IMAGES_OF_TRANSFORMER;
            default -> IMAGES_WITHOUT_NORMALISATION;
          };
      return Math.max(LEAST_EPOCHS, Math.ceilDiv(images, samples));
    }
  }
}
