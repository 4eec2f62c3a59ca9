package finegrain.kernels;

/**
 * The shape of an image whose channels come last: element (row, column, channel) of a sample is
 * element {@code (row * width + column) * channels + channel} of its row of a matrix.
 *
 * @param height rows of pixels, at least 1
 * @param width columns of pixels, at least 1
 * @param channels numbers of a pixel, at least 1
 */
public record Image(int height, int width, int channels) {
  /** Checks the sizes. */
  public Image {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "an image has at least 1 row, 1 column and 1 channel, not %s x %s x %s"
              .formatted(
                  Integer.toString(height), Integer.toString(width), Integer.toString(channels)));
    }
    Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  /** {@return how many pixels it has} */
  public int positions() {
    return height * width;
  }

  /** {@return how many numbers it has} */
  public int size() {
    return height * width * channels;
  }
}
