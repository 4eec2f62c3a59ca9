package finegrain.trainer.network;

import finegrain.kernels.Philox;
import finegrain.trainer.RandomPurpose;

/**
 * What the masks of a training step are drawn by: the seed, the repeat and the step, which the
 * engine sets before a forward pass. For one thread.
 */
public final class DropoutKey {
  private final int[] words = new int[Philox.WORDS];
  private long seed;
  private int repeat;
  private int step;

  DropoutKey() {}

  /**
   * Sets the step that follows.
   *
   * @param newSeed of the run
   * @param newRepeat of the model
   * @param newStep counted over all epochs
   */
  public void set(long newSeed, int newRepeat, int newStep) {
    seed = newSeed;
    repeat = newRepeat;
    step = newStep;
  }

  /**
   * Draws the mask of a layer: element i is kept if draw i is at least the share of 2^32. A draw
   * depends on key, layer and i alone, and not on the size of the batch.
   *
   * @param layer its number among the layers with a mask
   * @param threshold the share of dropped elements, times 2^32
   * @param kept the value of kept elements; the others are 0
   * @param mask overwritten from an index on
   */
  void draw(int layer, long threshold, float kept, float[] mask, int offset, int length) {
    for (int i = 0; i < length; i++) {
      int word = i % Philox.WORDS;
      if (word == 0) {
        RandomPurpose.DROPOUT.block(seed, repeat, step, layer, i / Philox.WORDS, words);
      }
      mask[offset + i] = Integer.toUnsignedLong(words[word]) < threshold ? 0 : kept;
    }
  }
}
