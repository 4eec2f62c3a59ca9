package finegrain.kernels;

import java.util.Locale;

/**
 * What the operations of {@link LayerKernels} demand of their arguments. Each method throws {@link
 * IllegalArgumentException} with one sentence.
 */
final class LayerChecks {
  private LayerChecks() {}

  static void convolution(Convolution shape, Matrix x, Matrix w, Matrix bias, Matrix y) {
    String name = "convolution";
    shape(name, "x", x, x.rows(), shape.input().size());
    shape(name, "w", w, shape.inner(), shape.filters());
    shape(name, "bias", bias, 1, shape.filters());
    shape(name, "y", y, x.rows(), shape.outputSize());
    apart(name, y, x, w, bias);
  }

  static void inputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    String name = "convolutionInputGradient";
    shape(name, "dy", dy, dy.rows(), shape.outputSize());
    shape(name, "w", w, shape.inner(), shape.filters());
    shape(name, "dx", dx, dy.rows(), shape.input().size());
    apart(name, dx, dy, w);
  }

  static void weightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    String name = "convolutionWeightGradient";
    shape(name, "x", x, x.rows(), shape.input().size());
    shape(name, "dy", dy, x.rows(), shape.outputSize());
    shape(name, "dw", dw, shape.inner(), shape.filters());
    apart(name, dw, x, dy);
  }

  static void averagePool(String name, Matrix whole, Matrix pooled) {
    positions(name, whole, pooled.columns());
    shape(name, "the pooled side", pooled, whole.rows(), pooled.columns());
    apart(name, whole, pooled);
  }

  static void maxPool(Image shape, Matrix x, Matrix y) {
    pooled("maxPool", shape, x, y);
    apart("maxPool", y, x);
  }

  static void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    pooled("maxPoolGradient", shape, x, dy);
    shape("maxPoolGradient", "dx", dx, x.rows(), shape.size());
    apart("maxPoolGradient", dx, x, dy);
  }

  private static void pooled(String name, Image shape, Matrix whole, Matrix pooled) {
    if (shape.height() < 2 || shape.width() < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: an image needs at least 2 x 2 pixels, not %d x %d",
              name,
              shape.height(),
              shape.width()));
    }
    shape(name, "the input", whole, whole.rows(), shape.size());
    int pixels = (shape.height() / 2) * (shape.width() / 2);
    shape(name, "the output", pooled, whole.rows(), pixels * shape.channels());
  }

  static void batchStatistics(Matrix x, Matrix statistics) {
    String name = "batchStatistics";
    positions(name, x, statistics.columns());
    if (x.rows() == 0) {
      throw new IllegalArgumentException(name + ": a mean needs at least one sample");
    }
    shape(name, "statistics", statistics, 2, statistics.columns());
    apart(name, statistics, x);
  }

  static void batchNormalise(
      Matrix x, Matrix statistics, Matrix scale, Matrix shift, Activation activation, Matrix y) {
    String name = "batchNormalise";
    positions(name, x, scale.columns());
    shape(name, "scale", scale, 1, scale.columns());
    shape(name, "shift", shift, 1, scale.columns());
    shape(name, "statistics", statistics, 2, scale.columns());
    ShapeChecks.elementwise(name, x, y);
    apart(name, y, statistics, scale, shift);
    simple(name, activation);
  }

  static void batchNormaliseGradient(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    String name = "batchNormaliseGradient";
    positions(name, x, scale.columns());
    shape(name, "statistics", statistics, 2, scale.columns());
    normaliseGradient(name, x, scale, dy, dscale, dshift, dx);
    apart(name, dx, statistics);
    apart(name, statistics, dscale, dshift);
  }

  static void layerNormalise(Matrix x, Matrix scale, Matrix shift, Matrix statistics, Matrix y) {
    String name = "layerNormalise";
    int tokens = positions(name, x, scale.columns());
    shape(name, "scale", scale, 1, scale.columns());
    shape(name, "shift", shift, 1, scale.columns());
    shape(name, "statistics", statistics, 2, x.rows() * tokens);
    ShapeChecks.elementwise(name, x, y);
    apart(name, y, statistics, scale, shift);
    apart(name, statistics, x, scale, shift);
  }

  static void layerNormaliseGradient(
      Matrix x,
      Matrix scale,
      Matrix statistics,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    String name = "layerNormaliseGradient";
    int tokens = positions(name, x, scale.columns());
    shape(name, "statistics", statistics, 2, x.rows() * tokens);
    normaliseGradient(name, x, scale, dy, dscale, dshift, dx);
    apart(name, dx, statistics);
    apart(name, statistics, dscale, dshift);
  }

  private static void normaliseGradient(
      String name, Matrix x, Matrix scale, Matrix dy, Matrix dscale, Matrix dshift, Matrix dx) {
    int channels = scale.columns();
    shape(name, "scale", scale, 1, channels);
    shape(name, "dy", dy, x.rows(), x.columns());
    shape(name, "dscale", dscale, 1, channels);
    shape(name, "dshift", dshift, 1, channels);
    ShapeChecks.elementwise(name, dy, dx);
    apart(name, dx, x, scale, dscale, dshift);
    apart(name, dscale, x, scale, dy, dshift);
    apart(name, dshift, x, scale, dy);
  }

  static void attention(Attention shape, Matrix qkv, Matrix weights, Matrix y) {
    String name = "attention";
    attended(name, shape, qkv, weights, y);
    apart(name, y, qkv, weights);
    apart(name, weights, qkv);
  }

  static void attentionGradient(
      Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv) {
    String name = "attentionGradient";
    attended(name, shape, qkv, weights, dy);
    shape(name, "dqkv", dqkv, qkv.rows(), qkv.columns());
    apart(name, dqkv, qkv, weights, dy);
  }

  private static void attended(
      String name, Attention shape, Matrix qkv, Matrix weights, Matrix output) {
    int size = shape.tokens() * shape.dimension();
    shape(name, "qkv", qkv, qkv.rows(), 3 * size);
    int scores = shape.heads() * shape.tokens() * shape.tokens();
    shape(name, "weights", weights, qkv.rows(), scores);
    shape(name, "the output", output, qkv.rows(), size);
  }

  /** An operation by elements with two inputs. */
  static void elements(String name, Matrix a, Matrix b, Matrix y) {
    ShapeChecks.elementwise(name, a, y);
    ShapeChecks.elementwise(name, b, y);
  }

  /** Only the activations that cost nothing can be fused. */
  static void simple(String name, Activation activation) {
    if (activation == Activation.TANH) {
      throw new IllegalArgumentException(name + ": the activation is identity or ReLU, not tanh");
    }
  }

  static void channelSums(Matrix x, Matrix sums) {
    positions("channelSums", x, sums.columns());
    shape("channelSums", "sums", sums, 1, sums.columns());
    apart("channelSums", sums, x);
  }

  static void denseWeightGradient(Matrix x, Matrix dy, Matrix dw) {
    String name = "denseWeightGradient";
    int positions = positions(name, x, dw.rows());
    shape(name, "dy", dy, x.rows(), positions * dw.columns());
    apart(name, dw, x, dy);
  }

  static void smoothedCrossEntropyGradient(
      Matrix logits, int[] labels, float smoothing, Matrix losses, Matrix gradient) {
    String name = "smoothedCrossEntropyGradient";
    ShapeChecks.classes(name, logits);
    ShapeChecks.elementwise(name, logits, gradient);
    ShapeChecks.losses(name, logits, losses);
    ShapeChecks.labels(name, logits, logits.columns(), labels);
    apart(name, gradient, losses);
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          name + ": smoothing is from 0 to 1, not " + Float.toString(smoothing));
    }
  }

  static void rowSquares(Matrix x, Matrix sums) {
    shape("rowSquares", "sums", sums, 1, x.rows());
    apart("rowSquares", sums, x);
  }

  /** A step that updates weights and a state by a gradient. */
  static void step(String name, Matrix weights, Matrix state, Matrix gradient) {
    shape(name, "the state", state, weights.rows(), weights.columns());
    shape(name, "gradient", gradient, weights.rows(), weights.columns());
    apart(name, weights, state, gradient);
    apart(name, state, gradient);
  }

  /** The positions of a sample whose positions have so many numbers each. */
  private static int positions(String name, Matrix x, int channels) {
    if (channels < 1 || x.columns() < 1 || x.columns() % channels != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: samples in %s cannot have whole positions of %d numbers",
              name,
              x,
              channels));
    }
    return x.columns() / channels;
  }

  private static void shape(String name, String what, Matrix matrix, int rows, int columns) {
    ShapeChecks.shape(name, what, matrix, rows, columns);
  }

  private static void apart(String name, Matrix output, Matrix a) {
    ShapeChecks.apart(name, a, output);
  }

  private static void apart(String name, Matrix output, Matrix a, Matrix b) {
    apart(name, output, a);
    apart(name, output, b);
  }

  private static void apart(String name, Matrix output, Matrix a, Matrix b, Matrix c) {
    apart(name, output, a, b);
    apart(name, output, c);
  }

  private static void apart(String name, Matrix output, Matrix a, Matrix b, Matrix c, Matrix d) {
    apart(name, output, a, b);
    apart(name, output, c, d);
  }
}
