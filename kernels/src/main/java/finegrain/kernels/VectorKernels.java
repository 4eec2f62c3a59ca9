package finegrain.kernels;

/** The operations through the Vector API, equal to {@link ScalarKernels} bit for bit. */
final class VectorKernels extends Kernels {
  private final SeparateLoop exp =
      new SeparateLoop(VectorLoops::exp, VectorLoops::exp, VectorLoops::exp);
  private final SeparateLoop expOfNegativeSize =
      new SeparateLoop(
          VectorLoops::expOfNegativeSize,
          VectorLoops::expOfNegativeSize,
          VectorLoops::expOfNegativeSize);
  private final SeparateLoop log =
      new SeparateLoop(VectorLoops::log, VectorLoops::log, VectorLoops::log);
  private final SeparateLoop log1p =
      new SeparateLoop(VectorLoops::log1p, VectorLoops::log1p, VectorLoops::log1p);
  private final SeparateLoop sigmoid =
      new SeparateLoop(VectorLoops::sigmoid, VectorLoops::sigmoid, VectorLoops::sigmoid);
  private final SeparateLoop tanh =
      new SeparateLoop(VectorLoops::tanh, VectorLoops::tanh, VectorLoops::tanh);
  private final SeparateLoop exponentials =
      new SeparateLoop(
          VectorLoops::exponentials, VectorLoops::exponentials, VectorLoops::exponentials);

  private final PackedMatmul matmul = new PackedMatmul();
  private final float[] partial = new float[ScalarKernels.PARTIALS];
  private float[] scratch = new float[0];
  private float[] otherScratch = new float[0];

  @Override
  protected void computeMatmul(Transposed transposed, Matrix a, Matrix b, Matrix c, Start start) {
    if (start == Start.ZERO) {
      c.fill(0);
    }
    matmul.multiplyAdd(transposed, a, b, c);
  }

  @Override
  protected void computeDense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    for (int row = 0; row < y.rows(); row++) {
      System.arraycopy(bias.array(), bias.offset(), y.array(), y.rowOffset(row), y.columns());
    }
    matmul.multiplyAdd(Transposed.NONE, x, w, y);
    if (activation != Activation.IDENTITY) {
      computeActivation(activation, y, y);
    }
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
    int n = x.columns();
    for (int row = 0; row < x.rows(); row++) {
      int at = x.rowOffset(row);
      int yAt = y.rowOffset(row);
      float max = VectorLoops.max(x.array(), at, n);
      float sum = exponentials.run(x.array(), at, max, y.array(), yAt, n, partial);
      VectorLoops.scale(y.array(), yAt, 1 / sum, y.array(), yAt, n);
    }
  }

  @Override
  protected void computeLogSoftmax(Matrix x, Matrix y) {
    int n = x.columns();
    float[] e = scratch(n);
    for (int row = 0; row < x.rows(); row++) {
      int at = x.rowOffset(row);
      float max = VectorLoops.max(x.array(), at, n);
      float sum = exponentials.run(x.array(), at, max, e, 0, n, partial);
      float logSum = ScalarMath.log(sum);
      VectorLoops.subtract(x.array(), at, max, logSum, y.array(), y.rowOffset(row), n);
    }
  }

  @Override
  protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    int n = logits.columns();
    float[] e = scratch(n);
    for (int row = 0; row < logits.rows(); row++) {
      int at = logits.rowOffset(row);
      float max = VectorLoops.max(logits.array(), at, n);
      float sum = exponentials.run(logits.array(), at, max, e, 0, n, partial);
      float logit = logits.array()[at + labels[row]];
      losses.array()[losses.offset() + row] = ScalarMath.log(sum) - (logit - max);
    }
  }

  @Override
  protected void computeCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    int n = logits.columns();
    float[] e = scratch(n);
    float[] out = gradient.array();
    for (int row = 0; row < logits.rows(); row++) {
      int at = logits.rowOffset(row);
      int outAt = gradient.rowOffset(row);
      int label = labels[row];
      float max = VectorLoops.max(logits.array(), at, n);
      float sum = exponentials.run(logits.array(), at, max, e, 0, n, partial);
      float logit = logits.array()[at + label];
      losses.array()[losses.offset() + row] = ScalarMath.log(sum) - (logit - max);
      float inverse = 1 / sum;
      VectorLoops.scale(e, 0, inverse, out, outAt, n);
      float atLabel = (out[outAt + label] - 1) * scale;
      VectorLoops.scale(out, outAt, scale, out, outAt, n);
      out[outAt + label] = atLabel;
    }
  }

  @Override
  protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    int n = logits.rows();
    float[] t = scratch(n);
    float[] e = otherScratch(n);
    for (int row = 0; row < n; row++) {
      float logit = logits.array()[logits.rowOffset(row)];
      t[row] = labels[row] == 1 ? -logit : logit;
    }
    expOfNegativeSize.map(t, 0, e, 0, n);
    log1p.map(e, 0, e, 0, n);
    VectorLoops.addPositivePart(t, e, losses.array(), losses.offset(), n);
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
