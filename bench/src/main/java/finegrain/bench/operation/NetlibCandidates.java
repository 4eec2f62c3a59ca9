package finegrain.bench.operation;

import dev.ludovic.netlib.blas.JavaBLAS;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.logging.Level;
import java.util.logging.Logger;

/** netlib's BLAS in Java, which uses the Vector API: {@code sgemm} on arrays, on one thread. */
final class NetlibCandidates {
  private static final Logger LOG = Logger.getLogger("dev.ludovic.netlib");

  private NetlibCandidates() {}

  static Candidate open(BenchmarkCase benchmark, Operands operands) {
    if (benchmark.operation() != Operation.MATMUL) {
      throw new UnavailableException("it has no " + benchmark.operation().id());
    }
    if (benchmark.threads() > 1) {
      throw new UnavailableException("it uses one thread");
    }
    // It logs its choice of an implementation at length.
    LOG.setLevel(Level.OFF);
    // Its Java code is measured; by default it would look for the system's BLAS first.
    System.setProperty("dev.ludovic.netlib.blas.allowNative", "false");
    JavaBLAS blas = JavaBLAS.getInstance();
    Shape shape = benchmark.shape();
    int m = shape.rows();
    int n = shape.columns();
    int k = shape.inner();
    float[] a = FinegrainCandidates.elements(operands.matrix(0));
    float[] b = FinegrainCandidates.elements(operands.matrix(1));
    float[] c = new float[m * n];
    // A row-major matrix is the transposed column-major one, and cᵀ = bᵀ aᵀ.
    String ta = shape.transposed() == Transposed.LEFT ? "T" : "N";
    String tb = shape.transposed() == Transposed.RIGHT ? "T" : "N";
    int lda = operands.matrix(0).columns();
    int ldb = operands.matrix(1).columns();
    return new Candidate(
        "netlib " + blas.getClass().getSimpleName(),
        () -> blas.sgemm(tb, ta, n, m, k, 1, b, ldb, a, lda, 0, c, n),
        () -> Matrix.of(m, n, c),
        () -> {});
  }
}
