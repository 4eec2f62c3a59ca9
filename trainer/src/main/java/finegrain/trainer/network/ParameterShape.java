package finegrain.trainer.network;

/**
 * The name and the shape of a parameter, or of a part of a layer's state.
 *
 * @param name such as {@code hidden weights}
 * @param rows of the matrix
 * @param columns of the matrix
 * @param decays whether weight decay applies: to weights of products, and not to biases,
 *     normalisations and positions
 * @param kernel rows and columns of the kernel of a convolution, whose weights have a row for each
 *     row of the kernel, column of it and channel, in this order; 0 if it is no such weights
 */
public record ParameterShape(String name, int rows, int columns, boolean decays, int kernel) {
  /** Anything but weights of a convolution. */
  public ParameterShape(String name, int rows, int columns, boolean decays) {
    this(name, rows, columns, decays, 0);
  }

  /** Weights of a convolution. */
  public static ParameterShape kernel(String name, int kernel, int rows, int filters) {
    return new ParameterShape(name, rows, filters, true, kernel);
  }

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
