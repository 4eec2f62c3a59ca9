package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

/**
 * The vector backend without the numerical contract: the JDK's exponential, logarithm and
 * hyperbolic tangent, and two sums for an element of a narrow product, where they might pay. All
 * else is the vector backend's. For {@link ContractCost} alone.
 */
final class FreeKernels extends Kernels {
  private final Kernels kernels = new VectorBackend().open();
  private final SeparateLoop tanh =
      new SeparateLoop(FreeLoops::tanh, FreeLoops::tanh, FreeLoops::tanh);
  private final Softmax softmax =
      new Softmax(
          new SeparateLoop(FreeLoops::exp, FreeLoops::exp, FreeLoops::exp),
          new SeparateLoop(FreeLoops::log, FreeLoops::log, FreeLoops::log));
  private final boolean functions;
  private final boolean products;
  private float[] panel = new float[0];
  private final float[] tile = new float[LEAD + 8 * LANES];

  /**
   * Kernels with some freedoms; with none they are the vector backend, by the same calls.
   *
   * @param functions whether functions are the JDK's
   * @param products whether narrow products have two sums for an element
   */
  FreeKernels(boolean functions, boolean products) {
    this.functions = functions;
    this.products = products;
  }

  @Override
  protected void computeMatmul(
      Transposed transposed, Matrix a, int[] rows, Matrix b, Matrix c, Start start) {
    kernels.matmul(transposed, a, b, c);
  }

  @Override
  protected void computeDense(
      Matrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    boolean narrow = products && w.columns() <= LANES && w.rows() % 2 == 0 && y.rows() % 8 == 0;
    if (narrow) {
      narrow(x, w, bias, y);
    } else if (functions && activation == Activation.TANH) {
      kernels.dense(x, w, bias, Activation.IDENTITY, y);
      for (int row = 0; row < y.rows(); row++) {
        tanh.map(y.array(), y.rowOffset(row), y.array(), y.rowOffset(row), y.columns());
      }
    } else {
      kernels.dense(x, w, bias, activation, y);
    }
  }

  /** As the vector backend does it, with two sums for each element. */
  private void narrow(Matrix x, Matrix w, Matrix bias, Matrix y) {
    panel = VectorKernels.grown(panel, LEAD + w.rows() * LANES);
    for (int k = 0; k < w.rows(); k++) {
      System.arraycopy(w.array(), w.rowOffset(k), panel, LEAD + k * LANES, w.columns());
    }
    for (int row = 0; row < y.rows(); row += 8) {
      FreeLoops.tile8x1(
          x.array(), x.rowOffset(row), x.stride(), panel, LEAD, LANES, w.rows(), tile, LEAD, LANES);
      for (int r = 0; r < 8; r++) {
        int at = y.rowOffset(row + r);
        for (int column = 0; column < y.columns(); column++) {
          y.array()[at + column] =
              tile[LEAD + r * LANES + column] + bias.array()[bias.offset() + column];
        }
      }
    }
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
    kernels.denseMomentumStep(x, dy, weights, velocity, learningRate, momentum);
  }

  @Override
  protected void computeExp(Matrix x, Matrix y) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeLog(Matrix x, Matrix y) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeActivation(Activation activation, Matrix x, Matrix y) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeActivationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    kernels.activationGradient(activation, y, dy, dx);
  }

  @Override
  protected void computeSigmoid(Matrix x, Matrix y) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeSoftmax(Matrix x, Matrix y) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeLogSoftmax(Matrix x, Matrix y) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    if (functions) {
      softmax.crossEntropyGradient(logits, labels, scale, losses, gradient);
    } else {
      kernels.crossEntropyGradient(logits, labels, scale, losses, gradient);
    }
  }

  @Override
  protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeRowSums(Matrix x, Matrix sums) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected void computeColumnSums(Matrix x, Matrix sums) {
    kernels.columnSums(x, sums);
  }

  @Override
  protected void computeMomentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    kernels.momentumStep(weights, velocity, gradient, learningRate, momentum);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
