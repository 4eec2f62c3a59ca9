package finegrain.kernels;

import finegrain.kernels.KernelTally.ProductOperation;

/** The operations through the Vector API, equal to {@link ScalarKernels} bit for bit. */
final class VectorKernels extends CheckedKernels {
  private final OutOfLineLoop exp =
      new OutOfLineLoop(VectorLoops::exp, VectorLoops::exp, VectorLoops::exp);
  private final OutOfLineLoop expNegative =
      new OutOfLineLoop(
          VectorLoops::expNegative, VectorLoops::expNegative, VectorLoops::expNegative);
  private final OutOfLineLoop log =
      new OutOfLineLoop(VectorLoops::log, VectorLoops::log, VectorLoops::log);
  private final OutOfLineLoop log1p =
      new OutOfLineLoop(VectorLoops::log1p, VectorLoops::log1p, VectorLoops::log1p);
  private final OutOfLineLoop sigmoid =
      new OutOfLineLoop(VectorLoops::sigmoid, VectorLoops::sigmoid, VectorLoops::sigmoid);
  private final OutOfLineLoop tanh =
      new OutOfLineLoop(VectorLoops::tanh, VectorLoops::tanh, VectorLoops::tanh);
  private final Softmax softmax = new Softmax(expNegative, log);

  private final SharedWork work;
  private final ThreadedProducts products;
  private final VectorConvolution convolutions;
  private final SmallProducts smallProducts = new SmallProducts();
  private final SparseProducts sparseProducts = new SparseProducts();
  private final KernelTally tally = new KernelTally(TileFamily.methods());
  private final KernelTally[] tallies;
  private Matrix gradient = Matrix.allocate(0, 0);
  private final float[] partial = new float[ScalarKernels.PARTIALS];
  private float[] scratch = new float[0];
  private float[] otherScratch = new float[0];

  /** Kernels whose large operations use so many threads, the calling one included. */
  VectorKernels(int threads) {
    this(threads, Blocking.THREAD_OPERATIONS);
  }

  /** One more thread for so many floating-point operations. */
  VectorKernels(int threads, double threadOperations) {
    SharedWork work = new SharedWork(threads, threadOperations);
    ThreadedProducts products = new ThreadedProducts(work);
    ChannelChains chains = new ChannelChains(work);
    VectorConvolution convolutions = new VectorConvolution(work, new VectorPooling(work, chains));
    super(
        new LayerOperations(
            convolutions,
            new VectorNormalisation(work, chains),
            new VectorAttention(work, products),
            new VectorElements(work),
            new VectorTraining(work, products, chains)));
    this.work = work;
    this.products = products;
    this.convolutions = convolutions;
    tallies = new KernelTally[] {tally, tally, smallProducts.tally, sparseProducts.tally};
  }

  @Override
  protected void computeMatmul(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    if (SmallProducts.serve(c, transposed == Transposed.RIGHT ? b.columns() : b.rows())) {
      smallProducts.matmul(ProductOperation.MATMUL, transposed, a, b, c);
    } else {
      matmul(ProductOperation.MATMUL, transposed, a, b, c);
    }
  }

  private void matmul(
      ProductOperation operation, Transposed transposed, Matrix a, Matrix b, Matrix c) {
    Product product = products.product();
    product.set(operation, transposed, a, b, c);
    if (product.inner() == 0) {
      c.fill(0);
    }
    products.multiply();
  }

  @Override
  protected void computeMatmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    Product product = products.product();
    product.set(ProductOperation.MATMUL_ADD, transposed, a, b, c);
    product.start = Product.Start.OUTPUT;
    products.multiply();
  }

  @Override
  protected void computeDense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    if (w.rows() == 0) {
      for (int row = 0; row < y.rows(); row++) {
        System.arraycopy(bias.array(), bias.offset(), y.array(), y.rowOffset(row), y.columns());
      }
      computeActivate(activation, y, y);
      return;
    }
    if (SmallProducts.serve(y, w.rows())) {
      smallProducts.dense(x, w, bias, y);
      if (activation != Activation.IDENTITY) {
        computeActivate(activation, y, y);
      }
      return;
    }
    Product product = products.product();
    product.set(ProductOperation.DENSE, Transposed.NONE, x, w, y);
    product.start = Product.Start.BIAS;
    product.bias = bias;
    product.activation = activation;
    products.multiply();
  }

  @Override
  protected void computeDenseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
    if (dy.rows() == 0 || dy.rows() > Blocking.INNER) {
      // With more than one block of the inner index, the tiles of a strip are not finished at once.
      if (gradient.rows() != weights.rows() || gradient.columns() != weights.columns()) {
        gradient = Matrix.allocate(weights.rows(), weights.columns());
      }
      matmul(ProductOperation.DENSE_MOMENTUM_STEP, Transposed.LEFT, x, dy, gradient);
      computeMomentumStep(weights, velocity, gradient, learningRate, momentum);
      return;
    }
    Product product = products.product();
    product.set(ProductOperation.DENSE_MOMENTUM_STEP, Transposed.LEFT, x, dy, weights);
    product.steps = true;
    product.velocity = velocity;
    product.learningRate = learningRate;
    product.momentum = momentum;
    products.multiply();
  }

  @Override
  protected void computeSparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    sparseProducts.dense(x, rows, w, bias, y);
    if (activation != Activation.IDENTITY) {
      computeActivate(activation, y, y);
    }
  }

  @Override
  protected void computeSparseMomentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    sparseProducts.momentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
  }

  @Override
  public KernelTally tally() {
    tallies[0] = products.tally();
    tallies[1] = convolutions.tally();
    tally.setSum(tallies);
    return tally;
  }

  /** Operations by elements with one input. */
  private enum Unary {
    EXP,
    LOG,
    SIGMOID,
    RELU,
    TANH,
    COPY
  }

  @Override
  protected void computeExp(Matrix x, Matrix y) {
    map(Unary.EXP, x, y);
  }

  @Override
  protected void computeLog(Matrix x, Matrix y) {
    map(Unary.LOG, x, y);
  }

  @Override
  protected void computeSigmoid(Matrix x, Matrix y) {
    map(Unary.SIGMOID, x, y);
  }

  @Override
  protected void computeActivate(Activation activation, Matrix x, Matrix y) {
    Unary operation =
        switch (activation) {
          case IDENTITY -> Unary.COPY;
          case RELU -> Unary.RELU;
          case TANH -> Unary.TANH;
        };
    map(operation, x, y);
  }

  private void map(Unary operation, Matrix x, Matrix y) {
    if (x.rows() == 0) {
      return; // Without rows the offset may lie beyond the array.
    }
    boolean flat = ElementTask.isFlat(x) && ElementTask.isFlat(y);
    int rows = flat ? 1 : x.rows();
    int n = flat ? x.rows() * x.columns() : x.columns();
    float[] from = x.array();
    float[] to = y.array();
    for (int row = 0; row < rows; row++) {
      int at = x.rowOffset(row);
      int toAt = y.rowOffset(row);
      switch (operation) {
        case EXP -> exp.map(from, at, to, toAt, n);
        case LOG -> log.map(from, at, to, toAt, n);
        case SIGMOID -> sigmoid.map(from, at, to, toAt, n);
        case RELU -> VectorLoops.relu(from, at, to, toAt, n);
        case TANH -> tanh.map(from, at, to, toAt, n);
        case COPY -> System.arraycopy(from, at, to, toAt, n);
      }
    }
  }

  @Override
  protected void computeActivationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    if (activation == Activation.IDENTITY) {
      map(Unary.COPY, dy, dx);
      return;
    }
    boolean flat = ElementTask.isFlat(y) && ElementTask.isFlat(dy) && ElementTask.isFlat(dx);
    int rows = flat ? 1 : y.rows();
    int n = flat ? y.rows() * y.columns() : y.columns();
    for (int row = 0; row < rows; row++) {
      int yAt = y.rowOffset(row);
      int dyAt = dy.rowOffset(row);
      int dxAt = dx.rowOffset(row);
      if (activation == Activation.RELU) {
        VectorLoops.reluGradient(y.array(), yAt, dy.array(), dyAt, dx.array(), dxAt, n);
      } else {
        VectorLoops.tanhGradient(y.array(), yAt, dy.array(), dyAt, dx.array(), dxAt, n);
      }
    }
  }

  @Override
  protected void computeAddBias(Matrix x, Matrix bias, Matrix y) {
    for (int row = 0; row < y.rows(); row++) {
      VectorLoops.addBias(x, bias, y, row);
    }
  }

  @Override
  protected void computeSoftmax(Matrix x, Matrix y) {
    softmax.softmax(x, y);
  }

  @Override
  protected void computeLogSoftmax(Matrix x, Matrix y) {
    softmax.logSoftmax(x, y);
  }

  @Override
  protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    softmax.crossEntropy(logits, labels, losses);
  }

  @Override
  protected void computeCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    softmax.crossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    int n = logits.rows();
    scratch = grown(scratch, n);
    otherScratch = grown(otherScratch, n);
    float[] t = scratch;
    float[] e = otherScratch;
    for (int row = 0; row < n; row++) {
      float logit = logits.array()[logits.rowOffset(row)];
      t[row] = labels[row] == 1 ? -logit : logit;
      e[row] = -Math.abs(logit);
    }
    expNegative.map(e, 0, e, 0, n);
    log1p.map(e, 0, e, 0, n);
    // Scalar, because in some JVMs C2 did not inline a vector load here and boxed the vector.
    for (int row = 0; row < n; row++) {
      losses.array()[losses.offset() + row] = Math.max(t[row], 0) + e[row];
    }
  }

  @Override
  protected void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    computeBinaryCrossEntropy(logits, labels, losses);
    int n = logits.rows();
    float[] p = scratch;
    for (int row = 0; row < n; row++) {
      p[row] = logits.array()[logits.rowOffset(row)];
    }
    sigmoid.map(p, 0, p, 0, n);
    for (int row = 0; row < n; row++) {
      gradient.array()[gradient.rowOffset(row)] = (p[row] - labels[row]) * scale;
    }
  }

  @Override
  protected void computeRowSums(Matrix x, Matrix sums) {
    for (int row = 0; row < x.rows(); row++) {
      sums.array()[sums.offset() + row] =
          VectorLoops.sum(x.array(), x.rowOffset(row), x.columns(), partial);
    }
  }

  @Override
  protected void computeColumnSums(Matrix x, Matrix sums) {
    if (x.rows() == 0) {
      sums.fill(0);
      return; // Without rows the offset may lie beyond the array.
    }
    VectorLoops.columnSums(
        x.array(), x.offset(), x.stride(), x.rows(), sums.array(), sums.offset(), x.columns());
  }

  @Override
  protected void computeMomentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    boolean flat =
        ElementTask.isFlat(weights) && ElementTask.isFlat(velocity) && ElementTask.isFlat(gradient);
    int rows = flat ? 1 : weights.rows();
    int n = flat ? weights.rows() * weights.columns() : weights.columns();
    for (int row = 0; row < rows; row++) {
      VectorLoops.momentumStep(
          weights.array(),
          weights.rowOffset(row),
          velocity.array(),
          velocity.rowOffset(row),
          gradient.array(),
          gradient.rowOffset(row),
          learningRate,
          momentum,
          n);
    }
  }

  @Override
  protected void release() {
    work.close();
  }

  /** The array, or a longer one of zeros if it is too short. */
  static float[] grown(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
