package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS and MKL: {@code cblas_sgemm} through JavaCPP, on native memory aligned to 64 bytes. */
final class CblasCandidates {
  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;
  private static final long LINE_BYTES = 64;

  private CblasCandidates() {}

  private interface Sgemm {
    void call(
        int transposeA,
        int transposeB,
        int rows,
        int columns,
        int inner,
        FloatPointer a,
        int strideA,
        FloatPointer b,
        int strideB,
        FloatPointer c,
        int strideC);
  }

  static Candidate openBlas(BenchmarkCase benchmark, Operands operands) {
    int threads = benchmark.threads();
    try {
      org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(threads);
      return open(
          openblas_nolapack.OPENBLAS_VERSION.strip(),
          benchmark,
          operands,
          (ta, tb, m, n, k, a, lda, b, ldb, c, ldc) ->
              openblas_nolapack.cblas_sgemm(
                  ROW_MAJOR, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc));
    } catch (LinkageError e) {
      throw new UnavailableException("it cannot be loaded: " + words(e), e);
    }
  }

  static Candidate mkl(BenchmarkCase benchmark, Operands operands) {
    try {
      mkl_rt.MKL_Set_Num_Threads(benchmark.threads());
      byte[] version = new byte[200];
      mkl_rt.MKL_Get_Version_String(version, version.length);
      return open(
          new String(version, java.nio.charset.StandardCharsets.US_ASCII).strip(),
          benchmark,
          operands,
          (ta, tb, m, n, k, a, lda, b, ldb, c, ldc) ->
              mkl_rt.cblas_sgemm(ROW_MAJOR, ta, tb, m, n, k, 1, a, lda, b, ldb, 0, c, ldc));
    } catch (LinkageError e) {
      throw new UnavailableException("it cannot be loaded: " + words(e), e);
    }
  }

  private static String words(LinkageError error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  private static Candidate open(
      String library, BenchmarkCase benchmark, Operands operands, Sgemm sgemm) {
    if (benchmark.operation() != Operation.MATMUL) {
      throw new UnavailableException("it has no " + benchmark.operation().id());
    }
    Shape shape = benchmark.shape();
    int ta = shape.transposed() == Transposed.LEFT ? TRANSPOSED : AS_IT_IS;
    int tb = shape.transposed() == Transposed.RIGHT ? TRANSPOSED : AS_IT_IS;
    int m = shape.rows();
    int n = shape.columns();
    int k = shape.inner();
    int lda = operands.matrix(0).columns();
    int ldb = operands.matrix(1).columns();
    Arena arena = Arena.ofShared();
    FloatPointer a = pointer(copy(arena, operands.matrix(0)));
    FloatPointer b = pointer(copy(arena, operands.matrix(1)));
    MemorySegment output = arena.allocate(shape.elements() * Float.BYTES, LINE_BYTES);
    FloatPointer c = pointer(output);
    return new Candidate(
        library,
        () -> sgemm.call(ta, tb, m, n, k, a, lda, b, ldb, c, n),
        () -> Matrix.of(m, n, output.toArray(ValueLayout.JAVA_FLOAT)),
        arena::close);
  }

  private static MemorySegment copy(Arena arena, Matrix x) {
    float[] elements = FinegrainCandidates.elements(x);
    MemorySegment made = arena.allocate((long) elements.length * Float.BYTES, LINE_BYTES);
    return made.copyFrom(MemorySegment.ofArray(elements));
  }

  private static FloatPointer pointer(MemorySegment memory) {
    return new FloatPointer(memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer());
  }
}
