package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertClose;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The oracle of layers against their formulas in double precision: the forward passes directly, and
 * the backward passes by central differences. The loss is the sum of the outputs, each times a
 * random number, which is dy.
 */
class LayerGradientTest {
  private static final double STEP = 1e-5;
  private static final double BOUND = 2e-5;
  private static final float EPSILON = 1e-3f;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Kernels kernels = new ScalarKernels();

  private Matrix matrix(int rows, int columns) {
    Matrix x = Matrix.allocate(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        x.set(row, column, (float) random.nextGaussian());
      }
    }
    return x;
  }

  private static double[] numbers(Matrix x) {
    float[] elements = Fixtures.elements(x);
    double[] numbers = new double[elements.length];
    Arrays.setAll(numbers, i -> elements[i]);
    return numbers;
  }

  private static void assertEqual(Matrix actual, double[] expected) {
    double[] numbers = numbers(actual);
    for (int i = 0; i < expected.length; i++) {
      assertClose(numbers[i], expected[i], BOUND * (1 + Math.abs(expected[i])));
    }
  }

  /** The gradient of the sum of f(x) dy with respect to x. */
  private static double[] gradient(UnaryOperator<double[]> f, double[] x, double[] dy) {
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] changed = x.clone();
      changed[i] = x[i] + STEP;
      double above = product(f.apply(changed), dy);
      changed[i] = x[i] - STEP;
      gradient[i] = (above - product(f.apply(changed), dy)) / (2 * STEP);
    }
    return gradient;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** (x - mean) / sqrt(variance + epsilon) over some elements. */
  private static void normalise(double[] x, int from, int step, int n) {
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += x[from + i * step] / n;
    }
    double variance = 0;
    for (int i = 0; i < n; i++) {
      double d = x[from + i * step] - mean;
      variance += d * d / n;
    }
    for (int i = 0; i < n; i++) {
      x[from + i * step] = (x[from + i * step] - mean) / Math.sqrt(variance + EPSILON);
    }
  }

  private static double[] affine(double[] x, double[] scale, double[] shift) {
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> x[i] * scale[i % scale.length] + shift[i % scale.length]);
    return y;
  }

  private static double[] batchNormalise(double[] x, double[] scale, double[] shift) {
    double[] h = x.clone();
    for (int c = 0; c < scale.length; c++) {
      normalise(h, c, scale.length, x.length / scale.length);
    }
    return affine(h, scale, shift);
  }

  private static double[] layerNormalise(double[] x, double[] scale, double[] shift) {
    double[] h = x.clone();
    for (int from = 0; from < x.length; from += scale.length) {
      normalise(h, from, 1, scale.length);
    }
    return affine(h, scale, shift);
  }

  @Test
  void batchNormalisation() {
    int channels = 3;
    Matrix x = matrix(4, 5 * channels);
    Matrix scale = matrix(1, channels);
    Matrix shift = matrix(1, channels);
    Matrix statistics = Matrix.allocate(2, channels);
    Matrix y = matrix(4, 5 * channels);
    kernels.batchStatistics(x, statistics);
    kernels.batchNormalise(x, statistics, scale, shift, EPSILON, Activation.IDENTITY, y);
    double[] a = numbers(scale);
    double[] b = numbers(shift);
    assertEqual(y, batchNormalise(numbers(x), a, b));

    Matrix dy = matrix(4, 5 * channels);
    Matrix dscale = matrix(1, channels);
    Matrix dshift = matrix(1, channels);
    Matrix dx = matrix(4, 5 * channels);
    kernels.batchNormaliseGradient(x, statistics, scale, EPSILON, dy, dscale, dshift, dx);
    double[] g = numbers(dy);
    assertEqual(dx, gradient(in -> batchNormalise(in, a, b), numbers(x), g));
    assertEqual(dscale, gradient(in -> batchNormalise(numbers(x), in, b), a, g));
    assertEqual(dshift, gradient(in -> batchNormalise(numbers(x), a, in), b, g));
  }

  @Test
  void layerNormalisation() {
    int features = 19;
    Matrix x = matrix(2, 3 * features);
    Matrix scale = matrix(1, features);
    Matrix shift = matrix(1, features);
    Matrix statistics = Matrix.allocate(2, 6);
    Matrix y = matrix(2, 3 * features);
    kernels.layerNormalise(x, scale, shift, EPSILON, statistics, y);
    double[] a = numbers(scale);
    double[] b = numbers(shift);
    assertEqual(y, layerNormalise(numbers(x), a, b));

    Matrix dy = matrix(2, 3 * features);
    Matrix dscale = matrix(1, features);
    Matrix dshift = matrix(1, features);
    Matrix dx = matrix(2, 3 * features);
    kernels.layerNormaliseGradient(x, scale, statistics, dy, dscale, dshift, dx);
    double[] g = numbers(dy);
    assertEqual(dx, gradient(in -> layerNormalise(in, a, b), numbers(x), g));
    assertEqual(dscale, gradient(in -> layerNormalise(numbers(x), in, b), a, g));
    assertEqual(dshift, gradient(in -> layerNormalise(numbers(x), a, in), b, g));
  }

  private static double[] gelu(double[] x) {
    double[] y = new double[x.length];
    Arrays.setAll(
        y,
        i ->
            0.5
                * x[i]
                * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x[i] + 0.044715 * Math.pow(x[i], 3)))));
    return y;
  }

  @Test
  void gelu() {
    Matrix x = matrix(5, 9);
    Matrix y = matrix(5, 9);
    kernels.gelu(x, y);
    assertEqual(y, gelu(numbers(x)));
    Matrix dy = matrix(5, 9);
    Matrix dx = matrix(5, 9);
    kernels.geluGradient(x, dy, dx);
    assertEqual(dx, gradient(LayerGradientTest::gelu, numbers(x), numbers(dy)));
  }

  /** One sample: softmax(q kᵀ / sqrt(size)) v for each head. */
  private static double[] attention(Attention shape, double[] qkv) {
    int tokens = shape.tokens();
    int dimension = shape.dimension();
    double[] y = new double[tokens * dimension];
    for (int head = 0; head < shape.heads(); head++) {
      int first = head * shape.size();
      for (int i = 0; i < tokens; i++) {
        double[] weights = new double[tokens];
        for (int j = 0; j < tokens; j++) {
          double score = 0;
          for (int k = first; k < first + shape.size(); k++) {
            score += qkv[i * 3 * dimension + k] * qkv[(j * 3 + 1) * dimension + k];
          }
          weights[j] = Math.exp(score / Math.sqrt(shape.size()));
        }
        double sum = Arrays.stream(weights).sum();
        for (int j = 0; j < tokens; j++) {
          for (int k = first; k < first + shape.size(); k++) {
            y[i * dimension + k] += weights[j] / sum * qkv[(j * 3 + 2) * dimension + k];
          }
        }
      }
    }
    return y;
  }

  @Test
  void attention() {
    Attention shape = new Attention(5, 2, 3);
    int size = shape.tokens() * shape.dimension();
    Matrix qkv = matrix(1, 3 * size);
    Matrix weights = matrix(1, 2 * 5 * 5);
    Matrix y = matrix(1, size);
    kernels.attention(shape, qkv, weights, y);
    assertEqual(y, attention(shape, numbers(qkv)));
    Matrix dy = matrix(1, size);
    Matrix dqkv = matrix(1, 3 * size);
    kernels.attentionGradient(shape, qkv, weights, dy, dqkv);
    assertEqual(dqkv, gradient(in -> attention(shape, in), numbers(qkv), numbers(dy)));
  }

  private static double[] smoothedLosses(
      double[] logits, int classes, int[] labels, double smoothing) {
    double[] losses = new double[labels.length];
    for (int row = 0; row < labels.length; row++) {
      double sum = 0;
      for (int j = 0; j < classes; j++) {
        sum += Math.exp(logits[row * classes + j]);
      }
      for (int j = 0; j < classes; j++) {
        double target = smoothing / classes + (j == labels[row] ? 1 - smoothing : 0);
        losses[row] -= target * (logits[row * classes + j] - Math.log(sum));
      }
    }
    return losses;
  }

  @Test
  void smoothedCrossEntropy() {
    int[] labels = {2, 0, 6};
    Matrix logits = matrix(3, 7);
    Matrix losses = matrix(1, 3);
    Matrix gradient = matrix(3, 7);
    kernels.smoothedCrossEntropyGradient(logits, labels, 0.1f, 0.5f, losses, gradient);
    assertEqual(losses, smoothedLosses(numbers(logits), 7, labels, 0.1));
    assertEqual(
        gradient,
        gradient(
            in -> smoothedLosses(in, 7, labels, 0.1),
            numbers(logits),
            new double[] {0.5, 0.5, 0.5}));
  }
}
