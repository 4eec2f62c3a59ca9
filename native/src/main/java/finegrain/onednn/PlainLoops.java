package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import java.util.Arrays;

/**
 * Loops that C2 vectorises by itself. They are for operations that oneDNN lacks, or whose call is
 * not worth the copies to native memory. They round a product before they add it, so that they are
 * as fast without fused multiply-add.
 */
final class PlainLoops {
  private PlainLoops() {}

  /** y = y + bias in each row; then ReLU if asked. */
  static void addBias(Matrix y, Matrix bias, boolean relu) {
    float[] out = y.array();
    float[] added = bias.array();
    for (int row = 0; row < y.rows(); row++) {
      int at = y.rowOffset(row);
      int from = bias.offset();
      if (relu) {
        for (int column = 0; column < y.columns(); column++) {
          float sum = out[at + column] + added[from + column];
          out[at + column] = sum <= 0 ? 0 : sum;
        }
      } else {
        for (int column = 0; column < y.columns(); column++) {
          out[at + column] += added[from + column];
        }
      }
    }
  }

  /** Whether every element is below a limit; NaN is not. */
  static boolean below(Matrix x, float limit) {
    float[] in = x.array();
    for (int row = 0; row < x.rows(); row++) {
      int from = x.rowOffset(row);
      for (int column = 0; column < x.columns(); column++) {
        if (!(in[from + column] < limit)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether no element is infinite or NaN. */
  static boolean areFinite(Matrix x) {
    float[] in = x.array();
    for (int row = 0; row < x.rows(); row++) {
      int from = x.rowOffset(row);
      float sum = 0;
      for (int column = 0; column < x.columns(); column++) {
        // 0 for a finite number, else NaN.
        sum += in[from + column] * 0;
      }
      if (Float.isNaN(sum)) {
        return false;
      }
    }
    return true;
  }

  /** y = x above 0 or NaN, else +0; oneDNN's own ReLU hides NaN. */
  static void relu(Matrix x, Matrix y) {
    float[] in = x.array();
    float[] out = y.array();
    for (int row = 0; row < y.rows(); row++) {
      int from = x.rowOffset(row);
      int to = y.rowOffset(row);
      for (int column = 0; column < y.columns(); column++) {
        float value = in[from + column];
        out[to + column] = value <= 0 ? 0 : value;
      }
    }
  }

  /** y = x. */
  static void copy(Matrix x, Matrix y) {
    for (int row = 0; row < y.rows(); row++) {
      System.arraycopy(x.array(), x.rowOffset(row), y.array(), y.rowOffset(row), y.columns());
    }
  }

  /** dx = dy f'(x), from y = f(x). */
  static void activationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    switch (activation) {
      case IDENTITY -> copy(dy, dx);
      case RELU -> reluGradient(y, dy, dx);
      case TANH -> tanhGradient(y, dy, dx);
    }
  }

  private static void reluGradient(Matrix y, Matrix dy, Matrix dx) {
    float[] out = y.array();
    float[] in = dy.array();
    float[] gradient = dx.array();
    for (int row = 0; row < y.rows(); row++) {
      int at = y.rowOffset(row);
      int from = dy.rowOffset(row);
      int to = dx.rowOffset(row);
      for (int column = 0; column < y.columns(); column++) {
        gradient[to + column] = out[at + column] <= 0 ? 0 : in[from + column];
      }
    }
  }

  private static void tanhGradient(Matrix y, Matrix dy, Matrix dx) {
    float[] out = y.array();
    float[] in = dy.array();
    float[] gradient = dx.array();
    for (int row = 0; row < y.rows(); row++) {
      int at = y.rowOffset(row);
      int from = dy.rowOffset(row);
      int to = dx.rowOffset(row);
      for (int column = 0; column < y.columns(); column++) {
        float value = out[at + column];
        gradient[to + column] = in[from + column] * (1 - value * value);
      }
    }
  }

  /** The sum of each column, in increasing row. */
  static void columnSums(Matrix x, Matrix sums) {
    float[] in = x.array();
    float[] out = sums.array();
    int to = sums.offset();
    Arrays.fill(out, to, to + sums.columns(), 0);
    for (int row = 0; row < x.rows(); row++) {
      int from = x.rowOffset(row);
      for (int column = 0; column < x.columns(); column++) {
        out[to + column] += in[from + column];
      }
    }
  }

  /** v = momentum v - learningRate g, then w = w + v. */
  static void momentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    float[] w = weights.array();
    float[] v = velocity.array();
    float[] g = gradient.array();
    for (int row = 0; row < weights.rows(); row++) {
      int atW = weights.rowOffset(row);
      int atV = velocity.rowOffset(row);
      int atG = gradient.rowOffset(row);
      for (int column = 0; column < weights.columns(); column++) {
        float step = momentum * v[atV + column] - learningRate * g[atG + column];
        v[atV + column] = step;
        w[atW + column] += step;
      }
    }
  }
}
