package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/** {@code dnnl_sgemm}, the product of BLAS. Used under the same condition as {@link Dnnl}. */
final class Sgemm {
  private static final FunctionDescriptor TYPE =
      FunctionDescriptor.of(
          JAVA_INT,
          JAVA_BYTE,
          JAVA_BYTE,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_FLOAT,
          ADDRESS,
          JAVA_LONG,
          ADDRESS,
          JAVA_LONG,
          JAVA_FLOAT,
          ADDRESS,
          JAVA_LONG);
  private static final MethodHandle OFF_HEAP = Dnnl.link("dnnl_sgemm", TYPE);
  private static final MethodHandle ON_HEAP =
      Dnnl.link("dnnl_sgemm", TYPE, Linker.Option.critical(true));

  private Sgemm() {}

  /**
   * c = op(a) op(b) + beta c for row-major matrices, where op transposes if asked.
   *
   * @param onHeap whether the segments are Java arrays. Then no thread's garbage is collected until
   *     the call returns.
   */
  static void call(
      boolean onHeap,
      boolean transposeA,
      boolean transposeB,
      long rows,
      long columns,
      long inner,
      MemorySegment a,
      long strideA,
      MemorySegment b,
      long strideB,
      float beta,
      MemorySegment c,
      long strideC) {
    byte ta = (byte) (transposeA ? 'T' : 'N');
    byte tb = (byte) (transposeB ? 'T' : 'N');
    try {
      int status =
          onHeap
              ? (int)
                  ON_HEAP.invokeExact(
                      ta, tb, rows, columns, inner, 1f, a, strideA, b, strideB, beta, c, strideC)
              : (int)
                  OFF_HEAP.invokeExact(
                      ta, tb, rows, columns, inner, 1f, a, strideA, b, strideB, beta, c, strideC);
      if (status != 0) {
        throw new OneDnnException(
            "dnnl_sgemm",
            String.format(Locale.ROOT, "%d x %d by %d x %d", rows, inner, inner, columns),
            status);
      }
    } catch (Throwable e) {
      throw Dnnl.unexpected(e);
    }
  }
}
