package finegrain.kernels;

import java.util.Locale;
import java.util.Objects;

/**
 * Random numbers by index, from {@link Philox}: the seed is the key; index, epoch, repeat and
 * purpose are the counter. Two streams that differ in any of these are independent.
 *
 * @param seed of the whole run
 * @param repeat of the experiment
 * @param purpose what the numbers are for, a constant of the caller
 * @param epoch of the training, or 0
 */
public record RandomStream(long seed, int repeat, int purpose, int epoch) {

  /**
   * {@return 32 random bits}
   *
   * @param index of the draw, from 0 on
   */
  public int bits(int index) {
    int[] block = new int[Philox.WORDS];
    block(index / Philox.WORDS, block);
    return block[index % Philox.WORDS];
  }

  /**
   * {@return a number from 0 to {@code bound - 1}: (bits(index) bound) / 2^32} Each is as likely as
   * any other to within bound / 2^32.
   *
   * @param index of the draw, from 0 on
   * @param bound how many numbers there are to draw from, at least 1
   */
  public int below(int index, int bound) {
    return below(Integer.toUnsignedLong(bits(index)), bound);
  }

  private static int below(long bits, int bound) {
    return (int) ((bits * bound) >>> 32);
  }

  /**
   * Fills an array with uniform numbers in [0, 1), multiples of 2^-24; element i of the array is
   * draw {@code from + i}.
   *
   * @param from the index of the first draw, a multiple of {@link Philox#WORDS}
   * @param target the array, overwritten
   */
  public void uniform(int from, float[] target) {
    Objects.requireNonNull(target, "target");
    if (from < 0 || from % Philox.WORDS != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the first draw must be a multiple of %d from 0 on, not %d",
              Philox.WORDS,
              from));
    }
    int[] block = new int[Philox.WORDS];
    for (int i = 0; i < target.length; i++) {
      int word = i % Philox.WORDS;
      if (word == 0) {
        block((from + i) / Philox.WORDS, block);
      }
      target[i] = (block[word] >>> 8) * 0x1p-24f;
    }
  }

  /**
   * Shuffles an array by Fisher and Yates: for i from the last element down to 1, it is exchanged
   * with the one at {@link #below below(i, i + 1)}.
   *
   * @param array is shuffled in place
   */
  public void shuffle(int[] array) {
    Objects.requireNonNull(array, "array");
    int[] block = new int[Philox.WORDS];
    int inBlock = -1;
    for (int i = array.length - 1; i > 0; i--) {
      if (i / Philox.WORDS != inBlock) {
        inBlock = i / Philox.WORDS;
        block(inBlock, block);
      }
      int j = below(Integer.toUnsignedLong(block[i % Philox.WORDS]), i + 1);
      int swapped = array[i];
      array[i] = array[j];
      array[j] = swapped;
    }
  }

  /**
   * Gives the bits of {@link Philox#WORDS} draws at once: word w is {@link #bits bits(4 number +
   * w)} where there is such a draw. Allocates nothing.
   *
   * @param number of the block; all ints are different blocks, and the negative ones are no draws
   *     of the other methods
   * @param block {@link Philox#WORDS} words, overwritten
   */
  public void block(int number, int[] block) {
    Philox.block(number, epoch, repeat, purpose, seed, block);
  }
}
