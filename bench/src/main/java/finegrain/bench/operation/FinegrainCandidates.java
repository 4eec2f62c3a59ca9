package finegrain.bench.operation;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import java.util.Arrays;

/** The project's own operations, by one of its backends. */
final class FinegrainCandidates {
  private static final float LEARNING_RATE = 0.012f;
  private static final float MOMENTUM = 0.9f;

  private FinegrainCandidates() {}

  static Candidate open(String backend, int threads, Operands operands) {
    Backends.Choice choice = choose(backend);
    Kernels kernels = choice.backend().open(threads);
    Operands own = operands.copy();
    return new Candidate(choice.reason(), () -> own.run(kernels), own::result, kernels::close);
  }

  /** Whether {@link #openParts} has separate calls for a fused operation. */
  static boolean hasParts(Operation operation) {
    return switch (operation) {
      case DENSE_IDENTITY, DENSE_RELU, DENSE_TANH, DENSE_MOMENTUM -> true;
      default -> false;
    };
  }

  /** The separate calls with which a fused operation is compared. */
  static Candidate openParts(String backend, int threads, Operands operands) {
    Operation operation = operands.problem().operation();
    if (!hasParts(operation)) {
      throw new UnavailableException(operation.id() + " has no parts");
    }
    Backends.Choice choice = choose(backend);
    Kernels kernels = choice.backend().open(threads);
    Operands own = operands.copy();
    Matrix x = own.matrix(0);
    Matrix second = own.matrix(1);
    Matrix third = own.matrix(2);
    Matrix fourth = own.matrix(3);
    Matrix gradient = Matrix.allocate(own.result().rows(), own.result().columns());
    Runnable call =
        switch (operation) {
          case DENSE_RELU -> () -> layer(kernels, Activation.RELU, x, second, third, fourth);
          case DENSE_TANH -> () -> layer(kernels, Activation.TANH, x, second, third, fourth);
          case DENSE_MOMENTUM -> () -> step(kernels, x, second, gradient, third, fourth);
          default -> () -> layer(kernels, Activation.IDENTITY, x, second, third, fourth);
        };
    return new Candidate(choice.reason(), call, own::result, kernels::close);
  }

  private static void layer(
      Kernels kernels, Activation activation, Matrix x, Matrix w, Matrix bias, Matrix y) {
    // The chains start from the bias, as in the fused layer, so the bits are the same.
    for (int row = 0; row < y.rows(); row++) {
      System.arraycopy(bias.array(), bias.offset(), y.array(), y.rowOffset(row), y.columns());
    }
    kernels.matmulAdd(Transposed.NONE, x, w, y);
    kernels.activate(activation, y, y);
  }

  private static void step(
      Kernels kernels, Matrix x, Matrix dy, Matrix gradient, Matrix weights, Matrix velocity) {
    kernels.matmul(Transposed.LEFT, x, dy, gradient);
    kernels.momentumStep(weights, velocity, gradient, LEARNING_RATE, MOMENTUM);
  }

  private static Backends.Choice choose(String backend) {
    try {
      return Backends.choose(backend);
    } catch (IllegalStateException e) {
      throw new UnavailableException(e.getMessage(), e);
    }
  }

  /** The elements of a matrix, row after row without gaps. */
  static float[] elements(Matrix x) {
    if (x.stride() != x.columns()) {
      throw new IllegalArgumentException("the operands have no gaps");
    }
    return Arrays.copyOfRange(x.array(), x.offset(), x.offset() + x.rows() * x.columns());
  }
}
