package finegrain.trainer.engine;

import finegrain.kernels.Matrix;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Augmenter;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Network;

/**
 * Writes samples into the batches of a network, in the order that its layers take, and with the
 * augmentation of the epoch. Allocates nothing. For one thread.
 */
final class SampleRows {
  private final Samples samples;
  private final Augmenter augmenter;

  /** Whether a sample goes into its row as it is. */
  private final boolean asTheyAre;

  /** A sample on its way. */
  private final Matrix one;

  /**
   * Samples for a network.
   *
   * @throws UserError if they cannot be augmented so
   */
  SampleRows(Samples samples, Network network, Augmentation augmentation, long seed, int stage) {
    this.samples = samples;
    Shape shape = network.input();
    boolean augmented = !augmentation.equals(Augmentation.NONE);
    if (augmented && !network.channelsLast() && shape.channels() > 1) {
      throw new UserError(
          "the augmentation %s is not for perceptrons on images with %s channels; choose none"
              .formatted(augmentation, Integer.toString(shape.channels())));
    }
    augmenter = augmentation.augmenter(shape, seed, stage);
    asTheyAre = !augmented && (!network.channelsLast() || shape.channels() == 1);
    one = Matrix.allocate(1, shape.features());
  }

  /** The following samples are those of an epoch. */
  void epoch(int epoch) {
    augmenter.epoch(epoch);
  }

  int size() {
    return samples.size();
  }

  /**
   * Writes a sample and its label.
   *
   * @param sample its index
   * @param batch samples x features, in the order that the network takes
   * @param row of the batch
   * @param labels of the batch
   */
  void copy(int sample, Matrix batch, int row, int[] labels) {
    labels[row] = samples.label(sample);
    if (asTheyAre) {
      samples.copyFeatures(sample, batch.array(), batch.rowOffset(row));
    } else {
      samples.copyFeatures(sample, one.array(), one.offset());
      augmenter.apply(one, 0, sample, batch, row);
    }
  }
}
