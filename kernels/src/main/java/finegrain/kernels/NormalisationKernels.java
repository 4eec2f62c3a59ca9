package finegrain.kernels;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) and layer normalisation (Ba, Kiros and Hinton,
 * 2016). Errors, aliasing and use are as {@link Kernels} says.
 *
 * <p>In batch normalisation a sum over a batch is taken for each channel: in each sample one chain
 * from +0 in increasing position, then over the samples in double precision from 0, in increasing
 * order. The result is rounded once.
 */
public interface NormalisationKernels {
  /**
   * The mean and the biased variance of each channel over a batch. The mean is the sum divided by
   * their number in double precision. The variance is the sum of d d, by fused multiply-adds, with
   * d = x - mean, divided likewise.
   *
   * @param x samples x (positions x channels), at least one number of each channel
   * @param statistics 2 x channels, overwritten: means, variances
   */
  void batchStatistics(Matrix x, Matrix statistics);

  /**
   * Batch normalisation by known statistics, in training or later: y = f(fma(x - mean, s, shift))
   * with s = scale / sqrt(variance + epsilon).
   *
   * @param x samples x (positions x channels)
   * @param statistics 2 x channels: means, variances
   * @param scale 1 x channels
   * @param shift 1 x channels
   * @param epsilon is added to the variance
   * @param activation f, identity or ReLU
   * @param y samples x (positions x channels), overwritten; may be the view x
   */
  void batchNormalise(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      Matrix shift,
      float epsilon,
      Activation activation,
      Matrix y);

  /**
   * The gradients of batch normalisation in training, with the identity as its activation. With d =
   * x - mean, r = 1 / sqrt(variance + epsilon), and n numbers of each channel: dshift is the sum of
   * dy; q is the sum of dy d by fused multiply-adds; dscale = q r; and dx = fma(d, b, fma(dy, s,
   * a)) with s = scale r, a = -(s (dshift / n)) and b = -(s r r (q / n)), where the factors are
   * multiplied from left to right in double precision and rounded once.
   *
   * @param x samples x (positions x channels), as in the forward pass
   * @param statistics 2 x channels, of this x
   * @param scale 1 x channels
   * @param epsilon as in the forward pass
   * @param dy samples x (positions x channels)
   * @param dscale 1 x channels, overwritten
   * @param dshift 1 x channels, overwritten
   * @param dx samples x (positions x channels), overwritten; may be the view dy
   */
  void batchNormaliseGradient(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      float epsilon,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx);

  /**
   * Layer normalisation of each token: y = fma((x - mean) r, scale, shift) with r = 1 /
   * sqrt(variance + epsilon). The mean is the {@linkplain Kernels#rowSums row sum} over the
   * features times 1 / features. The variance is that of d d, by fused multiply-adds, with d = x -
   * mean.
   *
   * @param x samples x (tokens x features)
   * @param scale 1 x features; it tells the number of features
   * @param shift 1 x features
   * @param epsilon is added to the variance
   * @param statistics 2 x (samples x tokens), overwritten: means, and the r of each token
   * @param y samples x (tokens x features), overwritten; may be the view x
   */
  void layerNormalise(
      Matrix x, Matrix scale, Matrix shift, float epsilon, Matrix statistics, Matrix y);

  /**
   * The gradients of layer normalisation. With h = (x - mean) r and g = dy scale: dshift is the sum
   * of dy, and dscale that of dy h by fused multiply-adds, over samples and tokens in the blocks of
   * {@link Convolution#block}. With u the {@linkplain Kernels#rowSums row sum} of g times 1 /
   * features, and v that of g h by fused multiply-adds, dx = r fma(-h, v, g - u).
   *
   * @param x samples x (tokens x features), as in the forward pass
   * @param scale 1 x features
   * @param statistics 2 x (samples x tokens), of the forward pass
   * @param dy samples x (tokens x features)
   * @param dscale 1 x features, overwritten
   * @param dshift 1 x features, overwritten
   * @param dx samples x (tokens x features), overwritten; may be the view dy
   */
  void layerNormaliseGradient(
      Matrix x,
      Matrix scale,
      Matrix statistics,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx);
}
