package finegrain.trainer.engine;

import finegrain.trainer.RandomPurpose;

/**
 * The order of the training samples in an epoch, cut into batches; the last batch may be smaller.
 * It depends on seed, repeat and epoch alone. For one thread.
 */
final class BatchOrder {
  private final long seed;
  private final int repeat;
  private final int batchSize;
  private final int[] order;

  /**
   * The indices of the samples in the last batch that {@link #take} took, in its first elements.
   */
  private final int[] rows;

  BatchOrder(long seed, int repeat, int samples, int batchSize) {
    this.seed = seed;
    this.repeat = repeat;
    this.batchSize = batchSize;
    order = new int[samples];
    rows = new int[batchSize];
  }

  /** An order of its own over the same samples. */
  BatchOrder copy() {
    return new BatchOrder(seed, repeat, order.length, batchSize);
  }

  /** How many samples there are. */
  int samples() {
    return order.length;
  }

  /** Samples of a batch, but for the last one perhaps. */
  int batchSize() {
    return batchSize;
  }

  /** Samples of the last batch where the batches do not divide the set; else 0. */
  int lastBatchSize() {
    return order.length % batchSize;
  }

  /** Batches of an epoch. */
  int batches() {
    return Math.ceilDiv(order.length, batchSize);
  }

  /** Whether a batch, counted from 0, has {@link #lastBatchSize} samples. */
  boolean isShort(int batch) {
    return order.length - batch * batchSize < batchSize;
  }

  /** Shuffles the order in which the file has the samples, so that no epoch depends on another. */
  void shuffle(int epoch) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    RandomPurpose.BATCH_ORDER.stream(seed, repeat, epoch).shuffle(order);
  }

  /**
   * The indices of the samples of a batch, counted from 0.
   *
   * @return in its first elements; overwritten by the next call
   */
  int[] take(int batch) {
    int from = batch * batchSize;
    System.arraycopy(order, from, rows, 0, Math.min(batchSize, order.length - from));
    return rows;
  }
}
