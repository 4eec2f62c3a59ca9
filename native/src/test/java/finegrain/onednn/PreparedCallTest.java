package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparedCallTest {
  private static final Operands.Values SMALL = new Operands.Values(-1, 1, false);

  /** A variance is positive. */
  private static final Operands.Values POSITIVE = new Operands.Values(0.5f, 1.5f, false);

  static List<Problem> problems() {
    return Problem.every(19, 37, 53).stream()
        .filter(problem -> PreparedCall.has(problem.operation()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("problems")
  void computesWhatTheScalarBackendDoes(Problem problem) {
    boolean positive = problem.operation().kind() == Operation.Kind.IMAGES;
    Operands operands = Operands.random(problem, 1, 0, positive ? POSITIVE : SMALL);
    try (Kernels scalar = new ScalarBackend().open();
        PreparedCall call = PreparedCall.of(operands, 1)) {
      operands.run(scalar);
      call.run();
      call.run();
      Matrix expected = operands.result();
      for (int row = 0; row < expected.rows(); row++) {
        for (int column = 0; column < expected.columns(); column++) {
          assertThat(call.output().get(row, column))
              .isCloseTo(expected.get(row, column), within(1e-4f));
        }
      }
    }
  }

  @Test
  void hasProductsWithAFunctionAndFunctions() {
    assertThat(problems())
        .extracting(Problem::operation)
        .contains(Operation.MATMUL, Operation.DENSE_TANH, Operation.SOFTMAX, Operation.EXP)
        .contains(Operation.CONVOLUTION_WEIGHT_GRADIENT, Operation.LAYER_NORMALISE_GRADIENT)
        .doesNotContain(Operation.LOG, Operation.MATMUL_ADD, Operation.ATTENTION);
    Operands operands = Operands.random(Problem.parse("log 5x5"), 1, 0, SMALL);
    assertThatThrownBy(() -> PreparedCall.of(operands, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("it has no log");
  }
}
