package finegrain.trainer.network;

import finegrain.kernels.Matrix;

/** Copies of rows, without an allocation. */
final class Rows {
  private Rows() {}

  /**
   * Copies the rows of a matrix into the beginnings of those of another one.
   *
   * @param to as many rows of at least as many columns
   */
  static void copy(Matrix from, Matrix to) {
    for (int row = 0; row < from.rows(); row++) {
      System.arraycopy(
          from.array(), from.rowOffset(row), to.array(), to.rowOffset(row), from.columns());
    }
  }
}
