package finegrain.onednn;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.operation.Operand;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A short comparison of every operation with the scalar backend. It finds a library that loads and
 * then computes wrongly.
 */
final class SelfTest {
  /** The share of the largest magnitude by which a result may be off: far more than rounding. */
  private static final float TOLERANCE = 1e-4f;

  private static final List<Problem> PROBLEMS = Problem.every(19, 37, 53);

  private SelfTest() {}

  /** What is wrong with some kernels; empty if nothing is. */
  static Optional<String> failure(Kernels tested) {
    try (Kernels oracle = new ScalarBackend().open()) {
      return PROBLEMS.stream()
          .flatMap(problem -> failure(problem, tested, oracle).stream())
          .findFirst();
    }
  }

  private static Optional<String> failure(Problem problem, Kernels tested, Kernels oracle) {
    // Variances and roots are positive, else the normalisations would compare NaN alone.
    boolean positive = problem.operation().kind() == Operation.Kind.IMAGES;
    Operands actual =
        Operands.random(problem, 1, 0, new Operands.Values(positive ? 0.5f : -1, 1, false));
    Operands expected = actual.copy();
    actual.run(tested);
    expected.run(oracle);
    List<Operand> operands = problem.operation().operands();
    for (int i = 0; i < operands.size(); i++) {
      if (operands.get(i).isWritten()) {
        Optional<String> difference = difference(actual.matrix(i), expected.matrix(i));
        if (difference.isPresent()) {
          return Optional.of(
              "its self-test failed: %s gives %s".formatted(problem, difference.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(Matrix actual, Matrix expected) {
    float largest = 1;
    for (float value : expected.array()) {
      largest = Math.max(largest, Math.abs(Float.isNaN(value) ? 0 : value));
    }
    for (int row = 0; row < expected.rows(); row++) {
      for (int column = 0; column < expected.columns(); column++) {
        float a = actual.get(row, column);
        float e = expected.get(row, column);
        // The logarithm of a negative number is NaN, which must be NaN here too.
        if (Float.compare(a, e) != 0 && !(Math.abs(a - e) <= TOLERANCE * largest)) {
          return Optional.of("%s instead of %s".formatted(a, e));
        }
      }
    }
    return Optional.empty();
  }
}
