package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;

/** Draws of initial weights until Initialisation has them. */
final class Placeholder {
  private Placeholder() {}

  static void heNormal(Matrix weights, RandomStream random) {
    draw(weights, (float) Math.sqrt(6.0 / weights.rows()), random);
  }

  static void truncatedNormal(Matrix weights, float deviation, RandomStream random) {
    draw(weights, (float) (deviation * Math.sqrt(3.0)), random);
  }

  private static void draw(Matrix weights, float limit, RandomStream random) {
    float[] draws = new float[weights.rows() * weights.columns()];
    random.uniform(0, draws);
    for (int column = 0; column < weights.columns(); column++) {
      for (int row = 0; row < weights.rows(); row++) {
        weights.set(row, column, (2 * draws[column * weights.rows() + row] - 1) * limit);
      }
    }
  }
}
