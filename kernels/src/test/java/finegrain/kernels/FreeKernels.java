package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

/**
 * The vector backend without the numerical contract, for {@link ContractCost} alone: functions are
 * the JDK's, and an element of a narrow product has two sums. Everything else is the vector
 * backend's.
 */
final class FreeKernels extends ForwardingKernels {
  private final OutOfLineLoop tanh =
      new OutOfLineLoop(FreeLoops::tanh, FreeLoops::tanh, FreeLoops::tanh);
  private final Softmax softmax =
      new Softmax(
          new OutOfLineLoop(FreeLoops::exp, FreeLoops::exp, FreeLoops::exp),
          new OutOfLineLoop(FreeLoops::log, FreeLoops::log, FreeLoops::log));
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
    super(new VectorBackend().open());
    this.functions = functions;
    this.products = products;
  }

  @Override
  public void dense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    boolean narrow = products && w.columns() <= LANES && w.rows() % 2 == 0 && y.rows() % 8 == 0;
    if (narrow) {
      narrow(x, w, bias, y);
    } else if (functions && activation == Activation.TANH) {
      super.dense(x, w, bias, Activation.IDENTITY, y);
      for (int row = 0; row < y.rows(); row++) {
        tanh.map(y.array(), y.rowOffset(row), y.array(), y.rowOffset(row), y.columns());
      }
    } else {
      super.dense(x, w, bias, activation, y);
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
  public void crossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    if (functions) {
      softmax.crossEntropyGradient(logits, labels, scale, losses, gradient);
    } else {
      super.crossEntropyGradient(logits, labels, scale, losses, gradient);
    }
  }
}
