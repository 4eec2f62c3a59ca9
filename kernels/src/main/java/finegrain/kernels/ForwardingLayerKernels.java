package finegrain.kernels;

import java.util.Objects;

/** The operations of layers, forwarded to other kernels. */
abstract class ForwardingLayerKernels implements Kernels {
  final Kernels kernels;

  ForwardingLayerKernels(Kernels kernels) {
    this.kernels = Objects.requireNonNull(kernels, "kernels");
  }

  /**
   * Called after each operation except {@link #gather}, which only copies.
   *
   * @param output the matrix that the operation has written: the gradient if it also writes losses,
   *     that of the input if it writes several, the weights if it also writes velocities
   */
  protected void computed(Matrix output) {}

  @Override
  public void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    kernels.convolution(shape, x, w, bias, activation, y);
    computed(y);
  }

  @Override
  public void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    kernels.convolutionInputGradient(shape, dy, w, dx);
    computed(dx);
  }

  @Override
  public void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    kernels.convolutionWeightGradient(shape, x, dy, dw);
    computed(dw);
  }

  @Override
  public void averagePool(Matrix x, Matrix y) {
    kernels.averagePool(x, y);
    computed(y);
  }

  @Override
  public void averagePoolGradient(Matrix dy, Matrix dx) {
    kernels.averagePoolGradient(dy, dx);
    computed(dx);
  }

  @Override
  public void maxPool(Image shape, Matrix x, Matrix y) {
    kernels.maxPool(shape, x, y);
    computed(y);
  }

  @Override
  public void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    kernels.maxPoolGradient(shape, x, dy, dx);
    computed(dx);
  }

  @Override
  public void batchStatistics(Matrix x, Matrix statistics) {
    kernels.batchStatistics(x, statistics);
    computed(statistics);
  }

  @Override
  public void batchNormalise(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      Matrix shift,
      float epsilon,
      Activation activation,
      Matrix y) {
    kernels.batchNormalise(x, statistics, scale, shift, epsilon, activation, y);
    computed(y);
  }

  @Override
  public void batchNormaliseGradient(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      float epsilon,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    kernels.batchNormaliseGradient(x, statistics, scale, epsilon, dy, dscale, dshift, dx);
    computed(dx);
  }

  @Override
  public void layerNormalise(
      Matrix x, Matrix scale, Matrix shift, float epsilon, Matrix statistics, Matrix y) {
    kernels.layerNormalise(x, scale, shift, epsilon, statistics, y);
    computed(y);
  }

  @Override
  public void layerNormaliseGradient(
      Matrix x,
      Matrix scale,
      Matrix statistics,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    kernels.layerNormaliseGradient(x, scale, statistics, dy, dscale, dshift, dx);
    computed(dx);
  }

  @Override
  public void attention(Attention shape, Matrix qkv, Matrix weights, Matrix y) {
    kernels.attention(shape, qkv, weights, y);
    computed(y);
  }

  @Override
  public void attentionGradient(
      Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv) {
    kernels.attentionGradient(shape, qkv, weights, dy, dqkv);
    computed(dqkv);
  }

  @Override
  public void gelu(Matrix x, Matrix y) {
    kernels.gelu(x, y);
    computed(y);
  }

  @Override
  public void geluGradient(Matrix x, Matrix dy, Matrix dx) {
    kernels.geluGradient(x, dy, dx);
    computed(dx);
  }

  @Override
  public void add(Matrix a, Matrix b, Activation activation, Matrix y) {
    kernels.add(a, b, activation, y);
    computed(y);
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix y) {
    kernels.multiply(a, b, y);
    computed(y);
  }

  @Override
  public void scale(float factor, Matrix x, Matrix y) {
    kernels.scale(factor, x, y);
    computed(y);
  }

  @Override
  public void channelSums(Matrix x, Matrix sums) {
    kernels.channelSums(x, sums);
    computed(sums);
  }

  @Override
  public void denseWeightGradient(Matrix x, Matrix dy, Matrix dw) {
    kernels.denseWeightGradient(x, dy, dw);
    computed(dw);
  }

  @Override
  public void smoothedCrossEntropyGradient(
      Matrix logits, int[] labels, float smoothing, float scale, Matrix losses, Matrix gradient) {
    kernels.smoothedCrossEntropyGradient(logits, labels, smoothing, scale, losses, gradient);
    computed(gradient);
  }

  @Override
  public void rowSquares(Matrix x, Matrix sums) {
    kernels.rowSquares(x, sums);
    computed(sums);
  }

  @Override
  public void sgdStep(
      Matrix weights, Matrix velocity, Matrix gradient, Sgd rule, float learningRate) {
    kernels.sgdStep(weights, velocity, gradient, rule, learningRate);
    computed(weights);
  }

  @Override
  public void adamwStep(
      Matrix weights,
      Matrix mean,
      Matrix square,
      Matrix gradient,
      AdamW rule,
      float learningRate,
      double power1,
      double power2) {
    kernels.adamwStep(weights, mean, square, gradient, rule, learningRate, power1, power2);
    computed(weights);
  }
}
