package finegrain.kernels;

/**
 * Gradients that are sums over samples and positions, the cross-entropy with smoothed labels, and
 * steps of optimisers. Errors, aliasing and use are as {@link Kernels} says.
 */
public interface TrainingKernels {
  /**
   * The sum of each channel over samples and positions, such as the gradient of a bias that all
   * positions share, in the blocks of {@link Convolution#block}.
   *
   * @param x samples x (positions x channels)
   * @param sums 1 x channels, overwritten; it tells the number of channels
   */
  void channelSums(Matrix x, Matrix sums);

  /**
   * The gradient of the weights of a fully connected layer that each position of a sample goes
   * through: dw = xᵀ dy over samples and positions in the blocks of {@link Convolution#block}, with
   * fused multiply-adds. With one position and up to 8192 samples it is that of {@link
   * Kernels#matmul}.
   *
   * @param x samples x (positions x inputs)
   * @param dy samples x (positions x units)
   * @param dw inputs x units, overwritten; it tells the number of inputs and units
   */
  void denseWeightGradient(Matrix x, Matrix dy, Matrix dw);

  /**
   * The cross-entropy with smoothed labels, and its gradient with respect to the logits. The target
   * of a class is smoothing / classes, and at the label that + (1 - smoothing), both rounded. The
   * loss is log s - (fma(1 - smoothing, z[label], (smoothing / classes) u)), where z = logit - m, u
   * is the {@linkplain Kernels#rowSums row sum} of z, and m and s are as in {@link
   * Kernels#softmax}. The gradient is (p - target) scale, where p is the softmax.
   *
   * @param logits rows x classes, at least one class
   * @param labels the class of each row, in the first {@code rows} elements
   * @param smoothing from 0 to 1
   * @param scale the factor of the gradient, such as 1 / batch; the losses are not scaled
   * @param losses 1 x rows, overwritten
   * @param gradient rows x classes, overwritten; may be the view logits
   */
  void smoothedCrossEntropyGradient(
      Matrix logits, int[] labels, float smoothing, float scale, Matrix losses, Matrix gradient);

  /**
   * The sum of squares of each row, by the 16 partial sums of {@link Kernels#rowSums} with fused
   * multiply-adds.
   *
   * @param x rows x columns
   * @param sums 1 x rows, overwritten
   */
  void rowSquares(Matrix x, Matrix sums);

  /**
   * A step of stochastic gradient descent: d = fma(weightDecay, w, g), or g if the decay is 0; v =
   * fma(momentum, v, -(learningRate d)); then w = w + v, or with Nesterov's momentum w = w +
   * fma(momentum, v, -(learningRate d)).
   *
   * @param weights w, updated
   * @param velocity v, of the same shape, updated
   * @param gradient g, of the same shape
   * @param rule momentum and decay
   * @param learningRate the factor of d
   */
  void sgdStep(Matrix weights, Matrix velocity, Matrix gradient, Sgd rule, float learningRate);

  /**
   * A step of AdamW: m = fma(beta1, m, (1 - beta1) g); q = fma(beta2, q, (1 - beta2) (g g)); w =
   * fma(-r, m / (sqrt(q) / c + epsilon), k w), with k = 1 - learningRate weightDecay, r =
   * learningRate / (1 - power1) and c = sqrt(1 - power2). These three, 1 - beta1 and 1 - beta2 are
   * computed in double precision and rounded once.
   *
   * @param weights w, updated
   * @param mean m, of the same shape, updated
   * @param square q, of the same shape, updated
   * @param gradient g, of the same shape
   * @param rule the numbers that do not change
   * @param learningRate of this step
   * @param power1 beta1 to the power of the number of this step, counted from 1
   * @param power2 beta2 to the same power
   */
  void adamwStep(
      Matrix weights,
      Matrix mean,
      Matrix square,
      Matrix gradient,
      AdamW rule,
      float learningRate,
      double power1,
      double power2);
}
