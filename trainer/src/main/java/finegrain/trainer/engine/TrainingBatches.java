package finegrain.trainer.engine;

import finegrain.kernels.Matrix;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Samples;
import finegrain.trainer.network.Network;
import finegrain.trainer.training.Recipe;

/**
 * The batches of a training of one network: which samples each step sees, in which order, and how
 * they are augmented. They depend on the seed and the epoch alone. The last batch of an epoch may
 * be smaller. Allocates nothing after it is made. For one thread.
 */
public final class TrainingBatches {
  private final BatchOrder order;
  private final SampleRows rows;

  /**
   * The batches of a recipe, at first those of epoch 0, which is not shuffled yet: {@link #epoch}.
   *
   * @throws UserError if the samples cannot be augmented so
   */
  public TrainingBatches(Samples samples, Network network, Recipe recipe, long seed) {
    this(samples, network, recipe, seed, 0);
  }

  /** The same of a stage, counted from 0. */
  TrainingBatches(Samples samples, Network network, Recipe recipe, long seed, int stage) {
    int size = Math.min(recipe.batchSize(), samples.size());
    order = new BatchOrder(seed, stage, samples.size(), size);
    rows = new SampleRows(samples, network, recipe.augmentation(), seed, stage);
  }

  /** Batches of an epoch. */
  public int count() {
    return order.batches();
  }

  /** Samples of a batch, but for the last one perhaps. */
  public int size() {
    return order.batchSize();
  }

  /** Samples of the last batch where the batches do not divide the set; else 0. */
  public int lastSize() {
    return order.lastBatchSize();
  }

  /** Samples of a batch, counted from 0. */
  public int size(int batch) {
    return order.isShort(batch) ? lastSize() : size();
  }

  /** The following batches are those of an epoch, counted from 0. */
  public void epoch(int epoch) {
    order.shuffle(epoch);
    rows.epoch(epoch);
  }

  /**
   * Writes a batch.
   *
   * @param batch counted from 0
   * @param input {@link #size(int)} samples x features, in the order that the network takes
   * @param labels of the samples, in its first elements
   */
  public void take(int batch, Matrix input, int[] labels) {
    int[] samples = order.take(batch);
    for (int row = 0; row < input.rows(); row++) {
      rows.copy(samples[row], input, row, labels);
    }
  }
}
