package finegrain.trainer.data;

/**
 * The shape of a sample. Its features lie in this order: channel by channel, in each row by row.
 *
 * @param channels such as 3 of a colour image
 * @param height rows of a channel
 * @param width values in a row
 */
public record Shape(int channels, int height, int width) {
  /** The shape of a sample whose features have no neighbours: one row of them. */
  public static Shape flat(int features) {
    return new Shape(1, 1, features);
  }

  /** How many features a sample has. */
  public int features() {
    return channels * height * width;
  }

  /** Such as {@code 3 x 32 x 32}. */
  @Override
  public String toString() {
    return "%d x %d x %d".formatted(channels, height, width);
  }
}
