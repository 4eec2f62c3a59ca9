package finegrain.trainer.clustering;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;

/** The nearest neighbour of each sample, by Euclidean distance; the first where several are. */
public final class Neighbours {
  private static final int BLOCK = 512;

  private Neighbours() {}

  /**
   * For each sample the index of the nearest other one.
   *
   * @param samples samples x features, at least two
   */
  public static int[] nearest(Kernels kernels, Matrix samples) {
    int n = samples.rows();
    double[] norms = new double[n];
    for (int i = 0; i < n; i++) {
      int at = samples.rowOffset(i);
      for (int feature = 0; feature < samples.columns(); feature++) {
        double value = samples.array()[at + feature];
        norms[i] += value * value;
      }
    }
    int[] nearest = new int[n];
    Matrix products = Matrix.allocate(Math.min(BLOCK, n), n);
    for (int from = 0; from < n; from += BLOCK) {
      int rows = Math.min(BLOCK, n - from);
      Matrix block = products.rowRange(0, rows);
      // ||a - b||^2 = ||a||^2 - 2 a b + ||b||^2, of which the first term is the same for all.
      kernels.matmul(Transposed.RIGHT, samples.rowRange(from, rows), samples, block);
      for (int row = 0; row < rows; row++) {
        double least = Double.POSITIVE_INFINITY;
        for (int other = 0; other < n; other++) {
          double distance = norms[other] - 2.0 * block.get(row, other);
          if (other != from + row && distance < least) {
            least = distance;
            nearest[from + row] = other;
          }
        }
      }
    }
    return nearest;
  }
}
