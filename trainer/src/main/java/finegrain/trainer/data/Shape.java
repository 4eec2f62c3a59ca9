package finegrain.trainer.data;

/**
 * The shape of a sample. Its features are in the order channel, row, column.
 *
 * @param channels 3 of a colour image, 1 of a grey image or of a row of a table
 * @param height rows
 * @param width columns
 */
public record Shape(int channels, int height, int width) {
  /**
   * Checks that the shape has a feature.
   *
   * @throws IllegalArgumentException if a side is below 1, or there are 2^31 features or more
   */
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a sample needs at least 1 channel, row and column, not %d x %d x %d"
              .formatted(channels, height, width));
    }
    Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  /** The shape of samples that are rows of so many features. */
  public static Shape row(int features) {
    return new Shape(1, 1, features);
  }

  /** Features of a sample. */
  public int features() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return channels + " x " + height + " x " + width;
  }
}
