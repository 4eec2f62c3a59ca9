package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;

/**
 * The activation or the momentum step of a product's finished rows, while they are still in the
 * first-level cache. For one thread.
 */
final class Epilogue {
  private final OutOfLineLoop tanh =
      new OutOfLineLoop(VectorLoops::tanh, VectorLoops::tanh, VectorLoops::tanh);

  /** The activation of rows [row, end) of the output. */
  void activate(Product product, int row, int end, int firstColumn, int columns) {
    View y = product.output;
    if (y.stride() == columns) {
      activate(product.activation, y.array(), y.rowOffset(row), (end - row) * columns);
      return;
    }
    for (int r = row; r < end; r++) {
      activate(product.activation, y.array(), y.rowOffset(r) + firstColumn, columns);
    }
  }

  /** x = f(x) over n elements. */
  void activate(Activation activation, float[] x, int at, int n) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> VectorLoops.relu(x, at, x, at, n);
      case TANH -> tanh.map(x, at, x, at, n);
    }
  }

  /**
   * The momentum step of rows [row, end) of the weights.
   *
   * @param gradient the gradient of these rows, without gaps, from the element {@link Matrix#LEAD}
   *     on
   */
  void step(Product product, int row, int end, int firstColumn, int columns, float[] gradient) {
    View weights = product.output;
    Matrix velocity = product.velocity;
    boolean flat = weights.stride() == columns && velocity.stride() == columns;
    int calls = flat ? 1 : end - row;
    int n = flat ? (end - row) * columns : columns;
    for (int r = 0; r < calls; r++) {
      VectorLoops.momentumStep(
          weights.array(),
          weights.rowOffset(row + r) + firstColumn,
          velocity.array(),
          velocity.rowOffset(row + r) + firstColumn,
          gradient,
          LEAD + r * columns,
          product.learningRate,
          product.momentum,
          n);
    }
  }
}
