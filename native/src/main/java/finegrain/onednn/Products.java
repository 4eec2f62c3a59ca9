package finegrain.onednn;

import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Matrix products. Short ones are calls of {@code dnnl_sgemm} on the Java arrays themselves. Long
 * ones work on copies in native memory, because no garbage is collected, in any thread, while a
 * call works on Java arrays.
 */
final class Products implements AutoCloseable {
  /** A product of so many floating-point operations is long: it takes about 2 ms. */
  static final double LONG_PRODUCT = 1 << 28;

  private final Workspace workspace;
  private final NativeBuffer left = new NativeBuffer();
  private final NativeBuffer right = new NativeBuffer();
  private final NativeBuffer bias = new NativeBuffer();
  private final NativeBuffer output = new NativeBuffer();

  Products(Workspace workspace) {
    this.workspace = workspace;
  }

  /** c = a b, aᵀ b or a bᵀ, or this added to c. */
  void matmul(Transposed transposed, Matrix a, Matrix b, boolean added, Matrix c) {
    workspace.enter();
    int inner = transposed == Transposed.LEFT ? a.rows() : a.columns();
    if (c.rows() == 0 || c.columns() == 0) {
      return;
    }
    if (inner == 0) {
      if (!added) {
        c.fill(0);
      }
      return;
    }
    if (!isLong(c, inner)) {
      sgemm(
          true,
          transposed,
          inner,
          onHeap(a),
          a.stride(),
          onHeap(b),
          b.stride(),
          added,
          onHeap(c),
          c,
          c.stride());
      return;
    }
    MemorySegment out = output.floats((long) c.rows() * c.columns());
    if (added) {
      out = output.holding(c);
    }
    sgemm(
        false,
        transposed,
        inner,
        left.holding(a),
        a.columns(),
        right.holding(b),
        b.columns(),
        added,
        out,
        c,
        c.columns());
    NativeBuffer.copy(out, c);
  }

  private static void sgemm(
      boolean onHeap,
      Transposed transposed,
      int inner,
      MemorySegment a,
      int strideA,
      MemorySegment b,
      int strideB,
      boolean added,
      MemorySegment out,
      Matrix c,
      int strideC) {
    Sgemm.call(
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
        strideC);
  }

  /** y = x w + added, then ReLU if asked. */
  void dense(Matrix x, Matrix w, Matrix added, boolean relu, Matrix y) {
    if (!isLong(y, x.columns())) {
      matmul(Transposed.NONE, x, w, false, y);
      PlainLoops.addBias(y, added, relu);
      return;
    }
    workspace.enter();
    MemorySegment out = output.floats((long) y.rows() * y.columns());
    // Without the primitive's own ReLU, which turns NaN into 0.
    workspace.execute(
        new Primitive.Key.Dense(x.rows(), x.columns(), y.columns(), Optional.empty()),
        left.holding(x),
        right.holding(w),
        bias.holding(added),
        out);
    NativeBuffer.copy(out, y);
    if (relu) {
      PlainLoops.relu(y, y);
    }
  }

  private static boolean isLong(Matrix output, int inner) {
    return 2.0 * output.rows() * output.columns() * inner >= LONG_PRODUCT;
  }

  private static MemorySegment onHeap(Matrix x) {
    return MemorySegment.ofArray(x.array()).asSlice((long) x.offset() * Float.BYTES);
  }

  @Override
  public void close() {
    left.close();
    right.close();
    bias.close();
    output.close();
  }
}
