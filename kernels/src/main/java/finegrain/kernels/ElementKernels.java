package finegrain.kernels;

/**
 * Operations by elements that layers of deep networks need. Errors, aliasing and use are as {@link
 * Kernels} says.
 */
public interface ElementKernels {
  /**
   * GELU in the form with tanh (Hendrycks and Gimpel, 2016): y = fma(h, t, h) with h = 0.5 x and t
   * = tanh(c fma(0.044715 (x x), x, x)), where c is sqrt(2 / pi), rounded.
   *
   * @param x any shape
   * @param y of the same shape, overwritten; may be the view x
   */
  void gelu(Matrix x, Matrix y);

  /**
   * The gradient of {@link #gelu}: dx = dy fma(h (1 - t t), c fma(3 * 0.044715, x x, 1), fma(0.5,
   * t, 0.5)), with h, t and c as there, where 1 - t t is one fused multiply-add.
   *
   * @param x the input of the forward pass
   * @param dy the gradient with respect to y, of the same shape
   * @param dx the gradient with respect to x, overwritten; may be the view x or dy
   */
  void geluGradient(Matrix x, Matrix dy, Matrix dx);

  /**
   * y = f(a + b).
   *
   * @param a any shape
   * @param b of the same shape
   * @param activation f, identity or ReLU
   * @param y of the same shape, overwritten; may be the view a or b
   */
  void add(Matrix a, Matrix b, Activation activation, Matrix y);

  /**
   * y = a b, element by element.
   *
   * @param a any shape
   * @param b of the same shape
   * @param y of the same shape, overwritten; may be the view a or b
   */
  void multiply(Matrix a, Matrix b, Matrix y);

  /**
   * y = factor x.
   *
   * @param factor of each element
   * @param x any shape
   * @param y of the same shape, overwritten; may be the view x
   */
  void scale(float factor, Matrix x, Matrix y);
}
