package finegrain.trainer.network;

/**
 * The name and the shape of a parameter, or of a part of a layer's state.
 *
 * @param name such as {@code hidden weights}
 * @param rows of the matrix
 * @param columns of the matrix
 * @param decays whether weight decay applies: to weights of products, and not to biases,
 *     normalisations and positions
 */
public record ParameterShape(String name, int rows, int columns, boolean decays) {
  /** Weights of a product. */
  public static ParameterShape weights(String name, int rows, int columns) {
    return new ParameterShape(name, rows, columns, true);
  }

  /** A row that does not decay, such as biases. */
  public static ParameterShape row(String name, int columns) {
    return new ParameterShape(name, 1, columns, false);
  }

  /** How many numbers it has. */
  public int size() {
    return Math.multiplyExact(rows, columns);
  }
}
