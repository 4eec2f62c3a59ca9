package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * Functions by elements and by rows, by primitives on a block of native memory that fits the
 * second-level cache. The sizes of blocks are powers of two, so that few primitives serve all
 * shapes: making one takes 0.3 ms.
 */
final class Functions implements AutoCloseable {
  /** Elements of a block, a power of two: 64 kB. */
  private static final int BLOCK = 1 << 14;

  private static final int LEAST_BLOCK = 16;

  private final Workspace workspace;
  private final Kernels scalar;
  private final NativeBuffer block = new NativeBuffer();

  /** Functions by oneDNN, and by the scalar backend if an element is NaN or infinite. */
  Functions(Workspace workspace, Kernels scalar) {
    this.workspace = workspace;
    this.scalar = scalar;
  }

  /** y = f(x) by elements. */
  void elements(Algorithm algorithm, Matrix x, Matrix y) {
    workspace.enter();
    int columns = x.columns();
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < columns; column += BLOCK) {
        int count = Math.min(BLOCK, columns - column);
        run(
            algorithm,
            new Primitive.Key.Elements(algorithm, Math.max(LEAST_BLOCK, powerOfTwo(count))),
            Matrix.of(x.array(), x.rowOffset(row) + column, 1, count, count),
            Matrix.of(y.array(), y.rowOffset(row) + column, 1, count, count));
      }
    }
  }

  /** y = f(x) by rows of at least one column. */
  void rows(Algorithm algorithm, Matrix x, Matrix y) {
    workspace.enter();
    int columns = x.columns();
    int most = Math.max(1, Integer.highestOneBit(BLOCK / columns));
    for (int row = 0; row < x.rows(); row += most) {
      int count = Math.min(most, x.rows() - row);
      run(
          algorithm,
          new Primitive.Key.Rows(algorithm, powerOfTwo(count), columns),
          Matrix.of(x.array(), x.rowOffset(row), count, columns, x.stride()),
          Matrix.of(y.array(), y.rowOffset(row), count, columns, y.stride()));
    }
  }

  /** A primitive's block may be larger than the matrices; the rest of it is ignored. */
  private void run(Algorithm algorithm, Primitive.Key key, Matrix x, Matrix y) {
    if (!PlainLoops.below(x, Float.POSITIVE_INFINITY)) {
      byScalar(algorithm, x, y);
      return;
    }
    block.floats(Math.max(BLOCK, (long) x.rows() * x.columns()));
    MemorySegment data = block.holding(x);
    workspace.execute(key, data, data);
    NativeBuffer.copy(data, y);
  }

  /**
   * oneDNN loses NaN: its exp turns NaN into infinity, and its softmax loses NaN in parts of a row.
   */
  private void byScalar(Algorithm algorithm, Matrix x, Matrix y) {
    switch (algorithm) {
      case EXP -> scalar.exp(x, y);
      case LOGISTIC -> scalar.sigmoid(x, y);
      case TANH -> scalar.activate(Activation.TANH, x, y);
      case SOFTMAX -> scalar.softmax(x, y);
      case LOG_SOFTMAX -> scalar.logSoftmax(x, y);
      case RELU -> scalar.activate(Activation.RELU, x, y);
    }
  }

  /** The least power of two that is at least so large. */
  private static int powerOfTwo(int count) {
    return count == 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
  }

  @Override
  public void close() {
    block.close();
  }
}
