package finegrain.kernels;

/** The operations through the Vector API, equal to {@link ScalarKernels} bit for bit. */
final class VectorKernels extends Kernels {
  private final PackedMatmul matmul = new PackedMatmul();
  private final float[] partial = new float[ScalarKernels.PARTIALS];
  private float[] scratch = new float[0];

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

  private static void map(Unary operation, Matrix x, Matrix y) {
    boolean flat = isFlat(x) && isFlat(y);
    int rows = flat ? 1 : x.rows();
    int n = flat ? x.rows() * x.columns() : x.columns();
    float[] from = x.array();
    float[] to = y.array();
    for (int row = 0; row < rows; row++) {
      int at = x.rowOffset(row);
      int toAt = y.rowOffset(row);
      switch (operation) {
        case EXP -> VectorLoops.exp(from, at, to, toAt, n);
        case LOG -> VectorLoops.log(from, at, to, toAt, n);
        case SIGMOID -> VectorLoops.sigmoid(from, at, to, toAt, n);
        case RELU -> VectorLoops.relu(from, at, to, toAt, n);
        case TANH -> VectorLoops.tanh(from, at, to, toAt, n);
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
      float sum = VectorLoops.exponentials(x.array(), at, max, y.array(), yAt, n, partial);
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
      float sum = VectorLoops.exponentials(x.array(), at, max, e, 0, n, partial);
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
      float sum = VectorLoops.exponentials(logits.array(), at, max, e, 0, n, partial);
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
      float sum = VectorLoops.exponentials(logits.array(), at, max, e, 0, n, partial);
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
    VectorLoops.binaryCrossEntropy(firstColumn(logits), labels, losses.array(), losses.offset(), n);
  }

  @Override
  protected void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    int n = logits.rows();
    float[] z = firstColumn(logits);
    VectorLoops.binaryCrossEntropy(z, labels, losses.array(), losses.offset(), n);
    VectorLoops.binaryGradient(z, labels, scale, z, n);
    for (int row = 0; row < n; row++) {
      gradient.array()[gradient.rowOffset(row)] = z[row];
    }
  }

  /** The elements of a single column, side by side in the scratch array. */
  private float[] firstColumn(Matrix x) {
    float[] column = scratch(x.rows());
    for (int row = 0; row < x.rows(); row++) {
      column[row] = x.array()[x.rowOffset(row)];
    }
    return column;
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
    if (scratch.length < length) {
      scratch = new float[length];
    }
    return scratch;
  }
}
