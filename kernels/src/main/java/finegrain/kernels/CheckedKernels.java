package finegrain.kernels;

/**
 * Kernels that check their arguments and their use. Each operation checks shapes and aliasing here,
 * once for all backends, and that no other thread is inside an operation; then it calls the {@code
 * compute} method of the backend. A backend extends this class.
 *
 * <p>The operations are final, and each calls one method. So the compiler sees a single target if
 * one backend is in use.
 */
public abstract class CheckedKernels extends KernelComputations {
  /** Kernels whose operations of layers are those of the scalar backend. */
  protected CheckedKernels() {
    this(LayerOperations.scalar());
  }

  /**
   * Kernels with these operations of layers.
   *
   * @param operations without checks
   */
  protected CheckedKernels(LayerOperations operations) {
    super(operations);
  }

  // Products

  @Override
  public final void matmul(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    ShapeChecks.present("transposed", transposed, "a", a, "b", b, "c", c);
    ShapeChecks.product("matmul", transposed, a, b, c);
    use.begin();
    try {
      computeMatmul(transposed, a, b, c);
    } finally {
      use.end();
    }
  }

  @Override
  public final void matmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    ShapeChecks.present("transposed", transposed, "a", a, "b", b, "c", c);
    ShapeChecks.product("matmulAdd", transposed, a, b, c);
    use.begin();
    try {
      computeMatmulAdd(transposed, a, b, c);
    } finally {
      use.end();
    }
  }

  @Override
  public final void dense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    ShapeChecks.present("x", x, "w", w, "bias", bias);
    ShapeChecks.present("activation", activation, "y", y);
    ShapeChecks.dense(x, w, bias, y);
    use.begin();
    try {
      computeDense(x, w, bias, activation, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void sparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    ShapeChecks.present("x", x, "rows", rows, "w", w);
    ShapeChecks.present("bias", bias, "activation", activation, "y", y);
    ShapeChecks.sparseDense(x, rows, w, bias, y);
    use.begin();
    try {
      computeSparseDense(x, rows, w, bias, activation, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void sparseMomentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    ShapeChecks.present("x", x, "rows", rows, "dy", dy);
    ShapeChecks.present("weights", weights, "velocity", velocity);
    ShapeChecks.sparseMomentumStep(x, rows, dy, weights, velocity);
    use.begin();
    try {
      computeSparseMomentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
    } finally {
      use.end();
    }
  }

  @Override
  public final void gather(Matrix x, int[] rows, Matrix y) {
    ShapeChecks.present("x", x, "rows", rows, "y", y);
    ShapeChecks.shape("gather", "the output", y, y.rows(), x.columns());
    ShapeChecks.rows("gather", x.rows(), rows, y.rows());
    ShapeChecks.apart("gather", x, y);
    use.begin();
    try {
      for (int row = 0; row < y.rows(); row++) {
        System.arraycopy(
            x.array(), x.rowOffset(rows[row]), y.array(), y.rowOffset(row), y.columns());
      }
    } finally {
      use.end();
    }
  }

  // Operations by elements

  @Override
  public final void exp(Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    ShapeChecks.elementwise("exp", x, y);
    use.begin();
    try {
      computeExp(x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void log(Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    ShapeChecks.elementwise("log", x, y);
    use.begin();
    try {
      computeLog(x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void activate(Activation activation, Matrix x, Matrix y) {
    ShapeChecks.present("activation", activation, "x", x, "y", y);
    ShapeChecks.elementwise("activate", x, y);
    use.begin();
    try {
      computeActivate(activation, x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void activationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    ShapeChecks.present("activation", activation, "y", y, "dy", dy, "dx", dx);
    ShapeChecks.elementwise("activationGradient", dy, dx);
    ShapeChecks.elementwise("activationGradient", y, dx);
    use.begin();
    try {
      computeActivationGradient(activation, y, dy, dx);
    } finally {
      use.end();
    }
  }

  @Override
  public final void sigmoid(Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    ShapeChecks.elementwise("sigmoid", x, y);
    use.begin();
    try {
      computeSigmoid(x, y);
    } finally {
      use.end();
    }
  }

  // Operations by rows

  @Override
  public final void addBias(Matrix x, Matrix bias, Matrix y) {
    ShapeChecks.present("x", x, "bias", bias, "y", y);
    ShapeChecks.elementwise("addBias", x, y);
    ShapeChecks.shape("addBias", "bias", bias, 1, x.columns());
    ShapeChecks.apart("addBias", bias, y);
    use.begin();
    try {
      computeAddBias(x, bias, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void softmax(Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    ShapeChecks.elementwise("softmax", x, y);
    ShapeChecks.classes("softmax", x);
    use.begin();
    try {
      computeSoftmax(x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void logSoftmax(Matrix x, Matrix y) {
    ShapeChecks.present("x", x, "y", y);
    ShapeChecks.elementwise("logSoftmax", x, y);
    ShapeChecks.classes("logSoftmax", x);
    use.begin();
    try {
      computeLogSoftmax(x, y);
    } finally {
      use.end();
    }
  }

  @Override
  public final void crossEntropy(Matrix logits, int[] labels, Matrix losses) {
    ShapeChecks.present("logits", logits, "labels", labels, "losses", losses);
    ShapeChecks.classes("crossEntropy", logits);
    ShapeChecks.labels("crossEntropy", logits, logits.columns(), labels);
    ShapeChecks.losses("crossEntropy", logits, losses);
    use.begin();
    try {
      computeCrossEntropy(logits, labels, losses);
    } finally {
      use.end();
    }
  }

  @Override
  public final void crossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    ShapeChecks.present("logits", logits, "labels", labels, "losses", losses, "gradient", gradient);
    ShapeChecks.classes("crossEntropyGradient", logits);
    ShapeChecks.labels("crossEntropyGradient", logits, logits.columns(), labels);
    ShapeChecks.losses("crossEntropyGradient", logits, losses);
    ShapeChecks.elementwise("crossEntropyGradient", logits, gradient);
    ShapeChecks.apart("crossEntropyGradient", losses, gradient);
    use.begin();
    try {
      computeCrossEntropyGradient(logits, labels, scale, losses, gradient);
    } finally {
      use.end();
    }
  }

  @Override
  public final void binaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    ShapeChecks.present("logits", logits, "labels", labels, "losses", losses);
    ShapeChecks.binary("binaryCrossEntropy", logits, labels);
    ShapeChecks.losses("binaryCrossEntropy", logits, losses);
    use.begin();
    try {
      computeBinaryCrossEntropy(logits, labels, losses);
    } finally {
      use.end();
    }
  }

  @Override
  public final void binaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    ShapeChecks.present("logits", logits, "labels", labels, "losses", losses, "gradient", gradient);
    ShapeChecks.binary("binaryCrossEntropyGradient", logits, labels);
    ShapeChecks.losses("binaryCrossEntropyGradient", logits, losses);
    ShapeChecks.elementwise("binaryCrossEntropyGradient", logits, gradient);
    ShapeChecks.apart("binaryCrossEntropyGradient", losses, gradient);
    use.begin();
    try {
      computeBinaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
    } finally {
      use.end();
    }
  }

  // Reductions

  @Override
  public final void rowSums(Matrix x, Matrix sums) {
    ShapeChecks.present("x", x, "sums", sums);
    ShapeChecks.shape("rowSums", "sums", sums, 1, x.rows());
    ShapeChecks.apart("rowSums", x, sums);
    use.begin();
    try {
      computeRowSums(x, sums);
    } finally {
      use.end();
    }
  }

  @Override
  public final void columnSums(Matrix x, Matrix sums) {
    ShapeChecks.present("x", x, "sums", sums);
    ShapeChecks.shape("columnSums", "sums", sums, 1, x.columns());
    ShapeChecks.apart("columnSums", x, sums);
    use.begin();
    try {
      computeColumnSums(x, sums);
    } finally {
      use.end();
    }
  }

  // Optimisation

  @Override
  public final void momentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    ShapeChecks.present("weights", weights, "velocity", velocity, "gradient", gradient);
    ShapeChecks.momentumStep(weights, velocity, gradient);
    use.begin();
    try {
      computeMomentumStep(weights, velocity, gradient, learningRate, momentum);
    } finally {
      use.end();
    }
  }

  @Override
  public final void denseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
    ShapeChecks.present("x", x, "dy", dy, "weights", weights, "velocity", velocity);
    ShapeChecks.product("denseMomentumStep", Transposed.LEFT, x, dy, weights);
    ShapeChecks.velocity("denseMomentumStep", x, dy, weights, velocity);
    use.begin();
    try {
      computeDenseMomentumStep(x, dy, weights, velocity, learningRate, momentum);
    } finally {
      use.end();
    }
  }

  // The kernels themselves

  @Override
  public final void close() {
    if (use.close()) {
      release();
    }
  }
}
