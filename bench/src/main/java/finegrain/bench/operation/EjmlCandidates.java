package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** EJML: the product that its {@code CommonOps_FDRM} chooses, on one thread. */
final class EjmlCandidates {
  private EjmlCandidates() {}

  static Candidate open(Task task, Operands operands) {
    if (task.operation() != Operation.MATMUL) {
      throw new UnavailableException("it has no " + task.operation().id());
    }
    if (task.threads() > 1) {
      throw new UnavailableException("its CommonOps_FDRM uses one thread");
    }
    FMatrixRMaj a = matrix(operands.matrix(0));
    FMatrixRMaj b = matrix(operands.matrix(1));
    FMatrixRMaj c = new FMatrixRMaj(task.shape().rows(), task.shape().columns());
    return new Candidate(
        "EJML " + org.ejml.EjmlVersion.VERSION,
        switch (task.shape().transposed()) {
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
