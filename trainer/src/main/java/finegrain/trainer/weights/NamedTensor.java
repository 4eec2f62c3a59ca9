package finegrain.trainer.weights;

import java.util.Arrays;

/**
 * An array of numbers with a name, such as the weights of a layer.
 *
 * @param name any text but {@code __metadata__}, which the format keeps for itself
 * @param shape the sides, each 0 or more; none of a single number. Copied
 * @param values row after row, the last index varying fastest; as many as the product of the shape.
 *     Not copied
 */
public record NamedTensor(String name, int[] shape, float[] values) {
  /**
   * Checks and copies the shape.
   *
   * @throws IllegalArgumentException if a side is negative, or there are more or fewer values
   */
  public NamedTensor {
    shape = shape.clone();
    for (int side : shape) {
      if (side < 0) {
        throw new IllegalArgumentException("a tensor has no sides of " + side);
      }
    }
    long product = count(shape);
    if (product != values.length) {
      throw new IllegalArgumentException(
          "a tensor of shape "
              + Arrays.toString(shape)
              + " has "
              + product
              + " values, not "
              + values.length);
    }
  }

  /** A copy of the shape. */
  @Override
  public int[] shape() {
    return shape.clone();
  }

  /**
   * The product of sides, each 0 or more; a number above every int where it is more than 2^31 - 1.
   */
  static long count(int[] shape) {
    // A side of 0 makes it 0, whatever the others are.
    if (Arrays.stream(shape).anyMatch(side -> side == 0)) {
      return 0;
    }
    long count = 1;
    for (int side : shape) {
      count *= side;
      if (count > Integer.MAX_VALUE) {
        return Long.MAX_VALUE;
      }
    }
    return count;
  }
}
