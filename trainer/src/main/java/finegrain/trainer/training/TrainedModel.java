package finegrain.trainer.training;

import java.util.List;

/**
 * The results of a model whose training has ended.
 *
 * @param spec the model
 * @param batch samples in a batch of its training
 * @param diverged whether its training ended because a loss was not finite
 * @param epochs a record of each epoch, at least one
 * @param train scores on the training samples
 * @param test scores on the test samples
 * @param answersOneClass whether it gives all test samples the same coarse class
 * @param parameters number of weights and biases
 * @param weightsSha256 hash of the weights, as in {@link
 *     finegrain.trainer.network.Parameters#sha256}
 * @param flops floating-point operations of the products, in training and evaluation
 * @param balancedAccuracy on the coarse labels of the test samples: the mean, over the coarse
 *     classes that have some, of the share of their samples that is right; NaN if it is not known
 */
public record TrainedModel(
    ModelSpec spec,
    int batch,
    boolean diverged,
    List<EpochRecord> epochs,
    Scores train,
    Scores test,
    boolean answersOneClass,
    int parameters,
    String weightsSha256,
    long flops,
    double balancedAccuracy) {
  /** Copies the list. */
  public TrainedModel {
    epochs = List.copyOf(epochs);
  }

  /** Scores on the validation samples after the last epoch. */
  public Scores validation() {
    return epochs.getLast().validation();
  }
}
