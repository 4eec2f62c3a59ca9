package finegrain.trainer.network;

/**
 * The name and the shape of a parameter.
 *
 * @param name such as {@code hidden weights}
 * @param rows of the matrix
 * @param columns of the matrix
 */
public record ParameterShape(String name, int rows, int columns) {
  /** How many numbers it has. */
  public int size() {
    return Math.multiplyExact(rows, columns);
  }
}
