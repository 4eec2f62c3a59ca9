package finegrain.kernels;

/** The function that a layer applies to each of its sums. */
public enum Activation {
  /** f(x) = x. */
  IDENTITY,
  /** f(x) = x above 0, NaN for NaN, else +0. */
  RELU,
  /** f(x) = tanh x, with a worst error below 1 ULP. */
  TANH
}
