package finegrain.trainer.data;

import finegrain.kernels.Matrix;
import finegrain.kernels.Philox;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes samples into batches: an image, whose file has one channel after the other, becomes rows
 * of pixels with all channels of a pixel side by side, and is augmented on the way. What is drawn
 * for a sample depends on seed, repeat, epoch and the sample's index alone. For one thread.
 */
public final class Augmenter {
  private final Augmentation augmentation;
  private final Shape shape;
  private final long seed;
  private final int repeat;

  /** The draws of a sample; overwritten by the next one. */
  private final int[] block = new int[Philox.WORDS];

  private RandomStream crops;
  private RandomStream flips;
  private RandomStream cutouts;

  Augmenter(Augmentation augmentation, Shape shape, long seed, int repeat) {
    this.augmentation = augmentation;
    this.shape = shape;
    this.seed = seed;
    this.repeat = repeat;
    crops = RandomPurpose.CROP.stream(seed, repeat, 0);
    flips = RandomPurpose.FLIP.stream(seed, repeat, 0);
    cutouts = RandomPurpose.CUTOUT.stream(seed, repeat, 0);
  }

  /** The following samples are those of an epoch, counted from 0; at first it is epoch 0. */
  public void epoch(int epoch) {
    crops = RandomPurpose.CROP.stream(seed, repeat, epoch);
    flips = RandomPurpose.FLIP.stream(seed, repeat, epoch);
    cutouts = RandomPurpose.CUTOUT.stream(seed, repeat, epoch);
  }

  /**
   * Writes a sample into a batch: cropped, then mirrored, then with a square cut out, by the draws
   * of the epoch. Allocates nothing.
   *
   * @param samples samples x features, a feature of channel c, row y and column x at {@code (c *
   *     height + y) * width + x}
   * @param sample the row of {@code samples}
   * @param index of the sample in the training set, which the draws are for
   * @param batch samples x features, in other memory than {@code samples}
   * @param row of {@code batch}, overwritten; the same feature at {@code (y * width + x) * channels
   *     + c}
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws IllegalArgumentException if a matrix has other columns than the samples have features,
   *     or the index is negative
   */
  public void apply(Matrix samples, int sample, int index, Matrix batch, int row) {
    Objects.checkIndex(sample, samples.rows());
    Objects.checkIndex(row, batch.rows());
    int features = shape.features();
    if (samples.columns() != features || batch.columns() != features || index < 0) {
      throw new IllegalArgumentException(
          "samples of %s, the first of index 0, cannot be taken from %s into %s with index %s"
              .formatted(shape, samples, batch, String.valueOf(index)));
    }
    int from = samples.rowOffset(sample);
    int to = batch.rowOffset(row);
    int down = 0;
    int right = 0;
    if (augmentation.crop() > 0) {
      // The part begins at 0 to 2 crop of the surrounded image.
      crops.block(index, block);
      down = below(block[0], 2 * augmentation.crop() + 1) - augmentation.crop();
      right = below(block[1], 2 * augmentation.crop() + 1) - augmentation.crop();
    }
    boolean mirrored = false;
    if (augmentation.flip()) {
      flips.block(index, block);
      mirrored = block[0] < 0;
    }
    for (int y = 0; y < shape.height(); y++) {
      copyRow(samples.array(), from, y + down, right, mirrored, batch.array(), to, y);
    }
    if (augmentation.cutout() > 0) {
      cutouts.block(index, block);
      cutOut(batch.array(), to, below(block[0], shape.height()), below(block[1], shape.width()));
    }
  }

  /** A number from 0 to {@code bound - 1} of 32 random bits. */
  private static int below(int bits, int bound) {
    return (int) ((Integer.toUnsignedLong(bits) * bound) >>> 32);
  }

  /**
   * Writes a row of the image.
   *
   * @param source the row of the sample; beyond its border are zeros
   * @param right the column of the sample that comes first, or last if the row is mirrored
   */
  private void copyRow(
      float[] sample,
      int from,
      int source,
      int right,
      boolean mirrored,
      float[] batch,
      int to,
      int y) {
    int width = shape.width();
    int channels = shape.channels();
    int begin = to + y * width * channels;
    boolean inside = source >= 0 && source < shape.height();
    if (!inside || right != 0) {
      Arrays.fill(batch, begin, begin + width * channels, 0);
    }
    if (!inside) {
      return;
    }
    int firstColumn = Math.max(0, right);
    int columns = width - Math.abs(right);
    // Where column firstColumn of the sample goes, and its neighbours after it.
    int x = mirrored ? width - 1 - (firstColumn - right) : firstColumn - right;
    int step = mirrored ? -channels : channels;
    for (int channel = 0; channel < channels; channel++) {
      int read = from + (channel * shape.height() + source) * width + firstColumn;
      int write = begin + x * channels + channel;
      for (int i = 0; i < columns; i++) {
        batch[write + i * step] = sample[read + i];
      }
    }
  }

  /** Sets a square to 0, as far as it lies in the image. */
  private void cutOut(float[] batch, int to, int centreY, int centreX) {
    int side = augmentation.cutout();
    int top = centreY - side / 2;
    int left = centreX - side / 2;
    int firstX = Math.max(0, left);
    int endX = Math.min(shape.width(), left + side);
    for (int y = Math.max(0, top); y < Math.min(shape.height(), top + side); y++) {
      int begin = to + y * shape.width() * shape.channels();
      Arrays.fill(batch, begin + firstX * shape.channels(), begin + endX * shape.channels(), 0);
    }
  }
}
