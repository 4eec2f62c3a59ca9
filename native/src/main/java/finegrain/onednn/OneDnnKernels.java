package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.Transposed;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The operations by oneDNN: products by {@code dnnl_sgemm} on the Java arrays themselves, functions
 * by primitives on native memory, in blocks that fit the second-level cache. What oneDNN has no
 * call for is done by plain loops, or, where little is to be done, by the scalar backend.
 */
final class OneDnnKernels extends Kernels {
  /**
   * Floating-point operations, about 2 ms of them, from which a product works on copies in native
   * memory: no thread's garbage is collected while a call works on Java arrays.
   */
  static final double LONG_PRODUCT = 1 << 28;

  /** Elements of a block, a power of two: 64 kB. */
  private static final int BLOCK = 1 << 14;

  private static final int LEAST_BLOCK = 16;
  private static final int PRIMITIVES = 64;

  private final int threads;
  private final Kernels scalar = new ScalarBackend().open();
  private final Handle engine;
  private final Handle stream;
  private final PrimitiveCache primitives;
  private final NativeBuffer left = new NativeBuffer();
  private final NativeBuffer right = new NativeBuffer();
  private final NativeBuffer output = new NativeBuffer();
  private boolean closed;

  /**
   * Kernels whose calls use so many threads, the calling one included.
   *
   * @throws OneDnnException if oneDNN fails
   */
  OneDnnKernels(int threads) {
    this.threads = threads;
    engine = Dnnl.engine();
    stream = Dnnl.stream(engine);
    primitives = new PrimitiveCache(engine, PRIMITIVES);
  }

  /** Before each call of oneDNN: which thread calls is known only now. */
  private void enter() {
    if (closed) {
      throw new IllegalStateException("these kernels are closed");
    }
    OpenMp.useThreads(threads);
  }

  @Override
  protected void computeMatmul(Transposed transposed, Matrix a, Matrix b, Matrix c, Start start) {
    enter();
    boolean added = start == Start.OUTPUT;
    int inner = transposed == Transposed.LEFT ? a.rows() : a.columns();
    if (c.rows() == 0 || c.columns() == 0) {
      return;
    }
    if (inner == 0) {
      if (!added) {
        fill(c, 0);
      }
      return;
    }
    if (2.0 * c.rows() * c.columns() * inner < LONG_PRODUCT) {
      sgemm(true, transposed, inner, onHeap(a), a.stride(), onHeap(b), b.stride(), added, c);
    } else {
      sgemm(
          false,
          transposed,
          inner,
          left.holding(a),
          a.columns(),
          right.holding(b),
          b.columns(),
          added,
          c);
    }
  }

  private void sgemm(
      boolean onHeap,
      Transposed transposed,
      int inner,
      MemorySegment a,
      int strideA,
      MemorySegment b,
      int strideB,
      boolean added,
      Matrix c) {
    MemorySegment out = onHeap(c);
    if (!onHeap) {
      out = added ? output.holding(c) : output.floats((long) c.rows() * c.columns());
    }
    Dnnl.sgemm(
        onHeap,
        transposed == Transposed.LEFT,
        transposed == Transposed.RIGHT,
        c.rows(),
        c.columns(),
        inner,
        a,
        strideA,
        b,
        strideB,
        added ? 1 : 0,
        out,
        onHeap ? c.stride() : c.columns());
    if (!onHeap) {
      NativeBuffer.copy(out, c);
    }
  }

  private static MemorySegment onHeap(Matrix x) {
    return MemorySegment.ofArray(x.array()).asSlice((long) x.offset() * Float.BYTES);
  }

  private static void fill(Matrix x, float value) {
    for (int row = 0; row < x.rows(); row++) {
      int from = x.rowOffset(row);
      Arrays.fill(x.array(), from, from + x.columns(), value);
    }
  }

  @Override
  protected void computeDense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    computeMatmul(Transposed.NONE, x, w, y, Start.ZERO);
    PlainLoops.addBias(y, bias, activation == Activation.RELU);
    if (activation == Activation.TANH) {
      elements(Algorithm.TANH, y, y);
    }
  }

  @Override
  protected void computeExp(Matrix x, Matrix y) {
    elements(Algorithm.EXP, x, y);
  }

  @Override
  protected void computeSigmoid(Matrix x, Matrix y) {
    elements(Algorithm.LOGISTIC, x, y);
  }

  @Override
  protected void computeActivation(Activation activation, Matrix x, Matrix y) {
    switch (activation) {
      case IDENTITY -> PlainLoops.copy(x, y);
      case RELU -> PlainLoops.relu(x, y);
      case TANH -> elements(Algorithm.TANH, x, y);
    }
  }

  /** A function by elements, in blocks of powers of two: few primitives serve all shapes. */
  private void elements(Algorithm algorithm, Matrix x, Matrix y) {
    enter();
    int columns = x.columns();
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < columns; column += BLOCK) {
        int count = Math.min(BLOCK, columns - column);
        Matrix in = row(x, x.rowOffset(row) + column, count);
        Matrix out = row(y, y.rowOffset(row) + column, count);
        if (PlainLoops.below(in, Float.POSITIVE_INFINITY)) {
          var key = new Primitive.Key.Elements(algorithm, Math.max(LEAST_BLOCK, powerOfTwo(count)));
          run(key, in, out);
        } else {
          byScalar(algorithm, in, out);
        }
      }
    }
  }

  private static Matrix row(Matrix x, int offset, int columns) {
    return Matrix.of(x.array(), offset, 1, columns, columns);
  }

  @Override
  protected void computeSoftmax(Matrix x, Matrix y) {
    rows(Algorithm.SOFTMAX, x, y);
  }

  @Override
  protected void computeLogSoftmax(Matrix x, Matrix y) {
    rows(Algorithm.LOG_SOFTMAX, x, y);
  }

  /** A function by rows, in blocks of rows whose number is a power of two. */
  private void rows(Algorithm algorithm, Matrix x, Matrix y) {
    enter();
    int columns = x.columns();
    int most = Math.max(1, Integer.highestOneBit(BLOCK / columns));
    for (int row = 0; row < x.rows(); row += most) {
      int count = Math.min(most, x.rows() - row);
      Matrix in = Matrix.of(x.array(), x.rowOffset(row), count, columns, x.stride());
      Matrix out = Matrix.of(y.array(), y.rowOffset(row), count, columns, y.stride());
      if (PlainLoops.below(in, Float.POSITIVE_INFINITY)) {
        run(new Primitive.Key.Rows(algorithm, powerOfTwo(count), columns), in, out);
      } else {
        byScalar(algorithm, in, out);
      }
    }
  }

  /** Runs a primitive on a block, which may be larger than the matrices: the rest is for nobody. */
  private void run(Primitive.Key key, Matrix x, Matrix y) {
    left.floats(Math.max(BLOCK, 2L * x.rows() * x.columns()));
    MemorySegment block = left.holding(x);
    primitives.get(key).execute(stream, block, block);
    NativeBuffer.copy(block, y);
  }

  /** The least power of two that is not below. */
  private static int powerOfTwo(int count) {
    return count == 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
  }

  /** oneDNN loses NaN: its exp makes infinity of it, its softmax spoils a part of the row only. */
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

  @Override
  protected void computeActivationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    PlainLoops.activationGradient(activation, y, dy, dx);
  }

  @Override
  protected void computeColumnSums(Matrix x, Matrix sums) {
    PlainLoops.columnSums(x, sums);
  }

  @Override
  protected void computeMomentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    PlainLoops.momentumStep(weights, velocity, gradient, learningRate, momentum);
  }

  // By the scalar backend

  /** oneDNN's own is wrong by up to 5e-6, which is 30 % of the logarithm of 1.000005. */
  @Override
  protected void computeLog(Matrix x, Matrix y) {
    scalar.log(x, y);
  }

  @Override
  protected void computeRowSums(Matrix x, Matrix sums) {
    scalar.rowSums(x, sums);
  }

  @Override
  protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    scalar.crossEntropy(logits, labels, losses);
  }

  @Override
  protected void computeCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    scalar.crossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    scalar.binaryCrossEntropy(logits, labels, losses);
  }

  @Override
  protected void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    scalar.binaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      primitives.close();
      stream.close();
      engine.close();
      left.close();
      right.close();
      output.close();
      scalar.close();
    }
  }
}
