package finegrain.kernels;

import finegrain.kernels.KernelTally.Operation;
import java.util.Arrays;

/** The operations through the Vector API, equal to {@link ScalarKernels} bit for bit. */
final class VectorKernels extends Kernels {
  private final SeparateLoop exp =
      new SeparateLoop(VectorLoops::exp, VectorLoops::exp, VectorLoops::exp);
  private final SeparateLoop expNegative =
      new SeparateLoop(
          VectorLoops::expNegative, VectorLoops::expNegative, VectorLoops::expNegative);
  private final SeparateLoop log =
      new SeparateLoop(VectorLoops::log, VectorLoops::log, VectorLoops::log);
  private final SeparateLoop log1p =
      new SeparateLoop(VectorLoops::log1p, VectorLoops::log1p, VectorLoops::log1p);
  private final SeparateLoop sigmoid =
      new SeparateLoop(VectorLoops::sigmoid, VectorLoops::sigmoid, VectorLoops::sigmoid);
  private final SeparateLoop tanh =
      new SeparateLoop(VectorLoops::tanh, VectorLoops::tanh, VectorLoops::tanh);
  private final Softmax softmax = new Softmax(expNegative, log);

  private final Product product = new Product();
  private final ThreadTeam.Task part = this::multiplyPart;
  private final ThreadTeam team;
  private final TiledMatmul[] workspaces;
  private final KernelTally[] tallies;
  private final KernelTally tally = new KernelTally(TileFamily.methods());
  private final double threadOperations;
  private Matrix gradient = Matrix.allocate(0, 0);
  private final float[] partial = new float[ScalarKernels.PARTIALS];
  private float[] scratch = new float[0];
  private float[] otherScratch = new float[0];

  /** Kernels whose large products use so many threads, the calling one included. */
  VectorKernels(int threads) {
    this(threads, Blocking.THREAD_OPERATIONS);
  }

  /** Kernels whose threads each want so many floating-point operations of a product. */
  VectorKernels(int threads, double threadOperations) {
    this.threadOperations = threadOperations;
    team = new ThreadTeam(threads);
    workspaces = new TiledMatmul[threads];
    Arrays.setAll(workspaces, thread -> new TiledMatmul());
    tallies = Arrays.stream(workspaces).map(each -> each.tally).toArray(KernelTally[]::new);
  }

  @Override
  protected void computeMatmul(
      Transposed transposed, Matrix a, int[] rows, Matrix b, Matrix c, Start start) {
    matmul(
        start == Start.OUTPUT ? Operation.MATMUL_ADD : Operation.MATMUL,
        transposed,
        a,
        rows,
        b,
        c,
        start);
  }

  private void matmul(
      Operation operation,
      Transposed transposed,
      Matrix a,
      int[] rows,
      Matrix b,
      Matrix c,
      Start start) {
    product.set(operation, transposed, a, rows, b, c);
    if (start == Start.OUTPUT) {
      product.start = Product.Start.OUTPUT;
    } else if (product.inner() == 0) {
      c.fill(0);
    }
    multiply();
  }

  @Override
  protected void computeDense(
      Matrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    product.set(Operation.DENSE, Transposed.NONE, x, rows, w, y);
    if (product.inner() == 0) {
      for (int row = 0; row < y.rows(); row++) {
        System.arraycopy(bias.array(), bias.offset(), y.array(), y.rowOffset(row), y.columns());
      }
      computeActivation(activation, y, y);
      return;
    }
    product.start = Product.Start.BIAS;
    product.bias = bias;
    product.activation = activation;
    multiply();
  }

  @Override
  protected void computeDenseMomentumStep(
      Matrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    if (dy.rows() == 0 || dy.rows() > MicroKernels.INNER) {
      // The gradient's row of tiles is not done in one visit.
      if (gradient.rows() != weights.rows() || gradient.columns() != weights.columns()) {
        gradient = Matrix.allocate(weights.rows(), weights.columns());
      }
      matmul(Operation.DENSE_MOMENTUM_STEP, Transposed.LEFT, x, rows, dy, gradient, Start.ZERO);
      computeMomentumStep(weights, velocity, gradient, learningRate, momentum);
      return;
    }
    product.set(Operation.DENSE_MOMENTUM_STEP, Transposed.LEFT, x, rows, dy, weights);
    product.steps = true;
    product.velocity = velocity;
    product.learningRate = learningRate;
    product.momentum = momentum;
    multiply();
  }

  @Override
  public KernelTally tally() {
    tally.setSum(tallies);
    return tally;
  }

  /** Does the product, by as many threads as it is worth, and forgets it. */
  private void multiply() {
    double worth = product.operations() / threadOperations;
    team.run(part, (int) Math.clamp(worth, 1, team.size()));
    product.clear();
  }

  /**
   * A part of the product: a range of rows, or of columns where they are more; or not much fewer,
   * and each thread would pack a whole large right side for its rows.
   */
  private void multiplyPart(int index, int parts) {
    Matrix output = product.output;
    int rows = output.rows();
    int columns = output.columns();
    if (parts == 1) {
      workspaces[0].multiply(product, 0, rows, 0, columns);
    } else if (rows >= (RightSide.isLarge(product.inner(), columns) ? 2 : 1) * columns) {
      int share = share(rows, parts, Blocking.ROWS);
      int from = Math.min(rows, index * share);
      workspaces[index].multiply(product, from, Math.min(rows, from + share), 0, columns);
    } else {
      int share = share(columns, parts, Simd.LANES);
      int from = Math.min(columns, index * share);
      workspaces[index].multiply(product, 0, rows, from, Math.min(columns, from + share));
    }
  }

  /** Whole tiles or vectors for each of the parts. */
  private static int share(int length, int parts, int unit) {
    return Math.ceilDiv(Math.ceilDiv(length, parts), unit) * unit;
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
  protected void computeActivation(Activation activation, Matrix x, Matrix y) {
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
      return; // The offset of a row that is not there may lie past the array.
    }
    boolean flat = isFlat(x) && isFlat(y);
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
    boolean flat = isFlat(y) && isFlat(dy) && isFlat(dx);
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
    float[] t = scratch(n);
    float[] e = otherScratch(n);
    for (int row = 0; row < n; row++) {
      float logit = logits.array()[logits.rowOffset(row)];
      t[row] = labels[row] == 1 ? -logit : logit;
      e[row] = -Math.abs(logit);
    }
    expNegative.map(e, 0, e, 0, n);
    log1p.map(e, 0, e, 0, n);
    // Not through the Vector API: in some JVMs C2 did not inline the load here, and boxed it.
    for (int row = 0; row < n; row++) {
      losses.array()[losses.offset() + row] = Math.max(t[row], 0) + e[row];
    }
  }

  @Override
  protected void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    computeBinaryCrossEntropy(logits, labels, losses);
    int n = logits.rows();
    float[] p = scratch(n);
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
    sums.fill(0);
    for (int row = 0; row < x.rows(); row++) {
      VectorLoops.add(x.array(), x.rowOffset(row), sums.array(), sums.offset(), x.columns());
    }
  }

  @Override
  protected void computeMomentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    boolean flat = isFlat(weights) && isFlat(velocity) && isFlat(gradient);
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
  public void close() {
    team.close();
  }

  /** Whether the rows follow each other without gaps. */
  private static boolean isFlat(Matrix x) {
    return x.stride() == x.columns() || x.rows() <= 1;
  }

  private float[] scratch(int length) {
    scratch = grown(scratch, length);
    return scratch;
  }

  private float[] otherScratch(int length) {
    otherScratch = grown(otherScratch, length);
    return otherScratch;
  }

  /** The array, or a longer one of zeros where it is too short. */
  static float[] grown(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }
}
