package finegrain.kernels;

import java.util.Arrays;

/**
 * The oracle: short, obvious loops that say what each operation computes and in which order. Slow.
 */
final class ScalarKernels extends CheckedKernels {
  /** Partial sums of a row. */
  static final int PARTIALS = 16;

  private final float[] partial = new float[PARTIALS];
  private float[] batch = new float[0];

  @Override
  protected void computeMatmul(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    c.fill(0);
    computeMatmulAdd(transposed, a, b, c);
  }

  @Override
  protected void computeMatmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    multiplyAdd(transposed, a, b, c);
  }

  /** c = c + a b, where a side may be transposed. */
  static void multiplyAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    boolean left = transposed == Transposed.LEFT;
    boolean right = transposed == Transposed.RIGHT;
    int inner = right ? b.columns() : b.rows();
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.columns(); j++) {
        float sum = c.get(i, j);
        for (int k = 0; k < inner; k++) {
          float x = left ? a.get(k, i) : a.get(i, k);
          sum = Fma.fma(x, right ? b.get(j, k) : b.get(k, j), sum);
        }
        c.set(i, j, sum);
      }
    }
  }

  @Override
  protected void computeDense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        float sum = bias.get(0, j);
        for (int k = 0; k < x.columns(); k++) {
          sum = Fma.fma(x.get(i, k), w.get(k, j), sum);
        }
        y.set(i, j, activate(activation, sum));
      }
    }
  }

  @Override
  protected void computeDenseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
    for (int i = 0; i < weights.rows(); i++) {
      for (int j = 0; j < weights.columns(); j++) {
        float gradient = 0;
        for (int k = 0; k < dy.rows(); k++) {
          gradient = Fma.fma(x.get(k, i), dy.get(k, j), gradient);
        }
        momentumStep(weights, velocity, i, j, gradient, learningRate, momentum);
      }
    }
  }

  @Override
  protected void computeSparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    for (int i = 0; i < y.rows(); i++) {
      int from = x.starts[rows[i] * x.stripes];
      int to = x.starts[(rows[i] + 1) * x.stripes];
      for (int j = 0; j < y.columns(); j++) {
        float sum = bias.get(0, j);
        for (int k = from; k < to; k++) {
          sum = Fma.fma(x.values[k], w.get(x.indices[k], j), sum);
        }
        y.set(i, j, activate(activation, sum));
      }
    }
  }

  @Override
  protected void computeSparseMomentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    batch = VectorKernels.grown(batch, dy.rows());
    for (int input = 0; input < weights.rows(); input++) {
      for (int i = 0; i < dy.rows(); i++) {
        batch[i] = x.get(rows[i], input);
      }
      for (int j = 0; j < weights.columns(); j++) {
        float gradient = 0;
        for (int i = 0; i < dy.rows(); i++) {
          if (batch[i] != 0) {
            gradient = Fma.fma(batch[i], dy.get(i, j), gradient);
          }
        }
        if (momentum == 0) {
          weights.set(input, j, weights.get(input, j) + -(learningRate * gradient));
        } else {
          momentumStep(weights, velocity, input, j, gradient, learningRate, momentum);
        }
      }
    }
  }

  /** A function of one element. */
  private interface Function {
    float apply(float x);
  }

  private static void map(Function function, Matrix x, Matrix y) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        y.set(i, j, function.apply(x.get(i, j)));
      }
    }
  }

  @Override
  protected void computeExp(Matrix x, Matrix y) {
    map(ScalarMath::exp, x, y);
  }

  @Override
  protected void computeLog(Matrix x, Matrix y) {
    map(ScalarMath::log, x, y);
  }

  @Override
  protected void computeActivate(Activation activation, Matrix x, Matrix y) {
    map(element -> activate(activation, element), x, y);
  }

  static float activate(Activation activation, float x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> x <= 0 ? 0 : x;
      case TANH -> ScalarMath.tanh(x);
    };
  }

  @Override
  protected void computeActivationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        float out = y.get(i, j);
        float gradient = dy.get(i, j);
        dx.set(
            i,
            j,
            switch (activation) {
              case IDENTITY -> gradient;
              case RELU -> out <= 0 ? 0 : gradient;
              case TANH -> gradient * Fma.fma(-out, out, 1);
            });
      }
    }
  }

  @Override
  protected void computeSigmoid(Matrix x, Matrix y) {
    map(ScalarMath::sigmoid, x, y);
  }

  @Override
  protected void computeAddBias(Matrix x, Matrix bias, Matrix y) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        y.set(i, j, x.get(i, j) + bias.get(0, j));
      }
    }
  }

  @Override
  protected void computeSoftmax(Matrix x, Matrix y) {
    softmax(x, y, partial);
  }

  /** The softmax of rows, with memory for the partial sums. */
  static void softmax(Matrix x, Matrix y, float[] partial) {
    for (int i = 0; i < x.rows(); i++) {
      float max = rowMax(x, i);
      float inverse = 1 / sumOfExp(x, i, max, partial);
      for (int j = 0; j < x.columns(); j++) {
        y.set(i, j, ScalarMath.exp(x.get(i, j) - max) * inverse);
      }
    }
  }

  @Override
  protected void computeLogSoftmax(Matrix x, Matrix y) {
    for (int i = 0; i < x.rows(); i++) {
      float max = rowMax(x, i);
      float logSum = ScalarMath.log(sumOfExp(x, i, max, partial));
      for (int j = 0; j < x.columns(); j++) {
        y.set(i, j, (x.get(i, j) - max) - logSum);
      }
    }
  }

  @Override
  protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    for (int i = 0; i < logits.rows(); i++) {
      float max = rowMax(logits, i);
      float sum = sumOfExp(logits, i, max, partial);
      losses.set(0, i, ScalarMath.log(sum) - (logits.get(i, labels[i]) - max));
    }
  }

  @Override
  protected void computeCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    computeCrossEntropy(logits, labels, losses);
    computeSoftmax(logits, gradient);
    for (int i = 0; i < gradient.rows(); i++) {
      for (int j = 0; j < gradient.columns(); j++) {
        float target = j == labels[i] ? 1 : 0;
        gradient.set(i, j, (gradient.get(i, j) - target) * scale);
      }
    }
  }

  @Override
  protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    for (int i = 0; i < logits.rows(); i++) {
      float t = labels[i] == 1 ? -logits.get(i, 0) : logits.get(i, 0);
      losses.set(0, i, Math.max(t, 0) + ScalarMath.log1p(ScalarMath.exp(-Math.abs(t))));
    }
  }

  @Override
  protected void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    computeBinaryCrossEntropy(logits, labels, losses);
    for (int i = 0; i < logits.rows(); i++) {
      gradient.set(i, 0, (ScalarMath.sigmoid(logits.get(i, 0)) - labels[i]) * scale);
    }
  }

  @Override
  protected void computeRowSums(Matrix x, Matrix sums) {
    for (int i = 0; i < x.rows(); i++) {
      Arrays.fill(partial, 0);
      for (int j = 0; j < x.columns(); j++) {
        partial[j % PARTIALS] += x.get(i, j);
      }
      sums.set(0, i, fold(partial));
    }
  }

  @Override
  protected void computeColumnSums(Matrix x, Matrix sums) {
    for (int j = 0; j < x.columns(); j++) {
      float sum = 0;
      for (int i = 0; i < x.rows(); i++) {
        sum += x.get(i, j);
      }
      sums.set(0, j, sum);
    }
  }

  @Override
  protected void computeMomentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    for (int i = 0; i < weights.rows(); i++) {
      for (int j = 0; j < weights.columns(); j++) {
        momentumStep(weights, velocity, i, j, gradient.get(i, j), learningRate, momentum);
      }
    }
  }

  private static void momentumStep(
      Matrix weights,
      Matrix velocity,
      int i,
      int j,
      float gradient,
      float learningRate,
      float momentum) {
    float v = Fma.fma(momentum, velocity.get(i, j), -(learningRate * gradient));
    velocity.set(i, j, v);
    weights.set(i, j, weights.get(i, j) + v);
  }

  static float rowMax(Matrix x, int row) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < x.columns(); j++) {
      max = Math.max(max, x.get(row, j));
    }
    return max;
  }

  /** The row sum of exp(x - max). */
  static float sumOfExp(Matrix x, int row, float max, float[] partial) {
    Arrays.fill(partial, 0);
    for (int j = 0; j < x.columns(); j++) {
      partial[j % PARTIALS] += ScalarMath.exp(x.get(row, j) - max);
    }
    return fold(partial);
  }

  /** Folds the 16 partial sums in place: each half onto the other, down to one. */
  static float fold(float[] partial) {
    return fold(partial, 0);
  }

  /** The same for the 16 from an element on. */
  static float fold(float[] partial, int at) {
    for (int half = PARTIALS / 2; half > 0; half /= 2) {
      for (int i = at; i < at + half; i++) {
        partial[i] += partial[i + half];
      }
    }
    return partial[at];
  }
}
