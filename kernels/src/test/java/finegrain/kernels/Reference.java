package finegrain.kernels;

import java.math.BigDecimal;
import java.util.function.DoubleUnaryOperator;

/**
 * Reference values for the operations, exact or in double precision with {@link StrictMath}. They
 * do not come from the code under test.
 */
final class Reference {
  /** Unit roundoff of float: the largest relative error of one rounding. An ULP is up to two. */
  static final double U = 0x1p-24;

  private Reference() {}

  /** One fused multiply-add, rounded once from the exact value. Not for infinities or NaN. */
  static float fma(float a, float b, float c) {
    return new BigDecimal(a).multiply(new BigDecimal(b)).add(new BigDecimal(c)).floatValue();
  }

  /** The element of the left operand that meets element k of the inner index in output row i. */
  static float left(Transposed transposed, Matrix a, int i, int k) {
    return transposed == Transposed.LEFT ? a.get(k, i) : a.get(i, k);
  }

  /** The element of the right operand that meets element k of the inner index in column j. */
  static float right(Transposed transposed, Matrix b, int k, int j) {
    return transposed == Transposed.RIGHT ? b.get(j, k) : b.get(k, j);
  }

  static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  /** -log sigmoid(x) for label 1, -log(1 - sigmoid(x)) for label 0. */
  static double binaryCrossEntropy(double logit, int label) {
    double t = label == 1 ? -logit : logit;
    return Math.max(t, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(t)));
  }

  /** The derivative by a central difference; its error is about 1e-10 for functions of size 1. */
  static double derivative(DoubleUnaryOperator f, double x) {
    double h = 1e-5;
    return (f.applyAsDouble(x + h) - f.applyAsDouble(x - h)) / (2 * h);
  }

  /** The logits of one row. */
  static final class Logits {
    private final double[] z;
    private final double max;
    private final double logSumExp;

    Logits(double... z) {
      this.z = z;
      double largest = Double.NEGATIVE_INFINITY;
      for (double value : z) {
        largest = Math.max(largest, value);
      }
      double sum = 0;
      for (double value : z) {
        sum += StrictMath.exp(value - largest);
      }
      max = largest;
      logSumExp = largest + StrictMath.log(sum);
    }

    static Logits ofRow(Matrix x, int row) {
      double[] z = new double[x.columns()];
      for (int j = 0; j < z.length; j++) {
        z[j] = x.get(row, j);
      }
      return new Logits(z);
    }

    /** These logits with one replaced. */
    Logits with(int j, double value) {
      double[] other = z.clone();
      other[j] = value;
      return new Logits(other);
    }

    double max() {
      return max;
    }

    double get(int j) {
      return z[j];
    }

    double logSoftmax(int j) {
      return z[j] - logSumExp;
    }

    double softmax(int j) {
      return StrictMath.exp(logSoftmax(j));
    }

    double crossEntropy(int label) {
      return -logSoftmax(label);
    }

    /** How far a logit lies below the largest. */
    double distance(int j) {
      return max - z[j];
    }

    /** The mean of the distances, weighted with the probabilities. */
    double meanDistance() {
      double mean = 0;
      for (int j = 0; j < z.length; j++) {
        mean += softmax(j) * distance(j);
      }
      return mean;
    }
  }
}
