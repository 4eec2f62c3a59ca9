package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** EJML: the product that its {@code CommonOps_FDRM} chooses, on one thread. */
final class EjmlCandidates {
  private EjmlCandidates() {}

  static Candidate open(BenchmarkCase benchmark, Operands operands) {
    if (benchmark.operation() != Operation.MATMUL) {
      throw new UnavailableException("it has no " + benchmark.operation().id());
    }
    if (benchmark.threads() > 1) {
      throw new UnavailableException("its CommonOps_FDRM uses one thread");
    }
    FMatrixRMaj a = matrix(operands.matrix(0));
    FMatrixRMaj b = matrix(operands.matrix(1));
    FMatrixRMaj c = new FMatrixRMaj(benchmark.shape().rows(), benchmark.shape().columns());
    return new Candidate(
        "EJML " + org.ejml.EjmlVersion.VERSION,
        switch (benchmark.shape().transposed()) {
          case NONE -> () -> CommonOps_FDRM.mult(a, b, c);
          case LEFT -> () -> CommonOps_FDRM.multTransA(a, b, c);
          case RIGHT -> () -> CommonOps_FDRM.multTransB(a, b, c);
        },
        () -> Matrix.of(c.numRows, c.numCols, c.data.clone()),
        () -> {});
  }

  private static FMatrixRMaj matrix(Matrix x) {
    return FMatrixRMaj.wrap(x.rows(), x.columns(), FinegrainCandidates.elements(x));
  }
}
