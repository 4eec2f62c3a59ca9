package finegrain.kernels;

/**
 * The operations by elements and those of training with their checks: shapes, aliasing, and that no
 * other thread is inside an operation. Then the operations of a backend compute.
 */
abstract class CheckedTrainingKernels implements Kernels {
  final SoleUse use = new SoleUse();
  final LayerOperations operations;

  CheckedTrainingKernels(LayerOperations operations) {
    this.operations = operations;
  }

  @Override
  public final void gelu(Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    ShapeChecks.elementwise("gelu", x, y);
    use.begin();
    try {
      operations.elements().gelu(x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void geluGradient(Matrix x, Matrix dy, Matrix dx) {
    ShapeChecks.present("x", x, "dy", dy, "dx", dx);
    LayerChecks.elements("geluGradient", x, dy, dx);
    use.begin();
    try {
      operations.elements().geluGradient(x, dy, dx);
    } finally {
      use.end();
    }
  }

  @Override
  public final void add(Matrix a, Matrix b, Activation activation, Matrix y) {
    ShapeChecks.present("a", a, "b", b, "activation", activation, "y", y);
    LayerChecks.elements("add", a, b, y);
    LayerChecks.simple("add", activation);
    use.begin();
    try {
      operations.elements().add(a, b, activation, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void multiply(Matrix a, Matrix b, Matrix y) {
    ShapeChecks.present("a", a, "b", b, "y", y);
    LayerChecks.elements("multiply", a, b, y);
    use.begin();
    try {
      operations.elements().multiply(a, b, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void scale(float factor, Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    ShapeChecks.elementwise("scale", x, y);
    use.begin();
    try {
      operations.elements().scale(factor, x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void channelSums(Matrix x, Matrix sums) {
    ShapeChecks.present("x", x, "sums", sums);
    LayerChecks.channelSums(x, sums);
    use.begin();
    try {
      operations.trainings().channelSums(x, sums);
    } finally {
      use.end();
    }
  }

  @Override
  public final void denseWeightGradient(Matrix x, Matrix dy, Matrix dw) {
    ShapeChecks.present("x", x, "dy", dy, "dw", dw);
    LayerChecks.denseWeightGradient(x, dy, dw);
    use.begin();
    try {
      operations.trainings().denseWeightGradient(x, dy, dw);
    } finally {
      use.end();
    }
  }

  @Override
  public final void smoothedCrossEntropyGradient(
      Matrix logits, int[] labels, float smoothing, float scale, Matrix losses, Matrix gradient) {
    ShapeChecks.present("logits", logits, "labels", labels, "losses", losses, "gradient", gradient);
    LayerChecks.smoothedCrossEntropyGradient(logits, labels, smoothing, losses, gradient);
    use.begin();
    try {
      operations
          .trainings()
          .smoothedCrossEntropyGradient(logits, labels, smoothing, scale, losses, gradient);
    } finally {
      use.end();
    }
  }

  @Override
  public final void rowSquares(Matrix x, Matrix sums) {
    ShapeChecks.present("x", x, "sums", sums);
    LayerChecks.rowSquares(x, sums);
    use.begin();
    try {
      operations.trainings().rowSquares(x, sums);
    } finally {
      use.end();
    }
  }

  @Override
  public final void sgdStep(
      Matrix weights, Matrix velocity, Matrix gradient, Sgd rule, float learningRate) {
    ShapeChecks.present(
        "weights", weights, "velocity", velocity, "gradient", gradient, "rule", rule);
    LayerChecks.step("sgdStep", weights, velocity, gradient);
    use.begin();
    try {
      operations.trainings().sgdStep(weights, velocity, gradient, rule, learningRate);
    } finally {
      use.end();
    }
  }

  @Override
  public final void adamwStep(
      Matrix weights,
      Matrix mean,
      Matrix square,
      Matrix gradient,
      AdamW rule,
      float learningRate,
      double power1,
      double power2) {
    ShapeChecks.present("weights", weights, "mean", mean, "square", square);
    ShapeChecks.present("gradient", gradient, "rule", rule);
    LayerChecks.step("adamwStep", weights, mean, gradient);
    LayerChecks.step("adamwStep", weights, square, gradient);
    ShapeChecks.apart("adamwStep", mean, square);
    use.begin();
    try {
      operations
          .trainings()
          .adamwStep(weights, mean, square, gradient, rule, learningRate, power1, power2);
    } finally {
      use.end();
    }
  }
}
