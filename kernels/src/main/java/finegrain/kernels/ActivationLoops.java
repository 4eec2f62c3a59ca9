package finegrain.kernels;

/** The activation functions over rows, with the workspace of one thread. */
final class ActivationLoops {
  private final SeparateLoop tanh =
      new SeparateLoop(VectorLoops::tanh, VectorLoops::tanh, VectorLoops::tanh);

  /** x = f(x) over n elements. */
  void apply(Activation activation, float[] x, int at, int n) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> VectorLoops.relu(x, at, x, at, n);
      case TANH -> tanh.map(x, at, x, at, n);
    }
  }
}
