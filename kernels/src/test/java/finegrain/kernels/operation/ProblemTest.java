package finegrain.kernels.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operands.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One line of text names an operation and its size, and is enough to run it again. */
class ProblemTest {
  private static final Values SMALL = new Values(-4, 4, false);

  @Test
  void readsALine() {
    assertThat(Problem.parse("matmul 32x100x784:left"))
        .isEqualTo(new Problem(Operation.MATMUL, new Shape(32, 100, 784, Transposed.LEFT)));
    assertThat(Problem.parse(" softmax  32x8 "))
        .isEqualTo(new Problem(Operation.SOFTMAX, new Shape(32, 8, 0, Transposed.NONE)));
  }

  @Test
  void readsWhatItWritesOfEachOperation() {
    assertThat(Problem.every(5, 19, 7))
        // Two products, transposed in two ways, and five convolutions with two strides.
        .hasSize(Operation.values().length + 4 + 5)
        .doesNotHaveDuplicates()
        .allSatisfy(problem -> assertThat(Problem.parse(problem.toString())).isEqualTo(problem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sin 8x8", "matmul", "", "matmul 8x8", "exp 8x8x8", "dense-relu 8x8x8:left"})
  void refusesTheRestInASentence(String line) {
    assertThatThrownBy(() -> Problem.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @EnumSource
  void anOperationHasItsOwnNameAndOneResult(Operation operation) {
    assertThat(Operation.named(operation.id())).contains(operation);
    assertThat(operation.operands().get(operation.result()).isWritten()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"dense-relu, 3", "dense-momentum, 2", "cross-entropy-gradient, 2", "row-sums, 1"})
  void theResultIsTheGradientOrTheWeights(String id, int operand) {
    assertThat(Operation.named(id).orElseThrow().result()).isEqualTo(operand);
  }

  @Test
  void theSameSeedGivesTheSameOperandsInARange() {
    Problem problem = Problem.parse("matmul 9x33x17:right");
    Operands first = Operands.random(problem, 1, 2, SMALL);
    Operands again = Operands.random(problem, 1, 2, SMALL);
    Operands other = Operands.random(problem, 1, 3, SMALL);
    assertThat(first.matrix(1).array()).isEqualTo(again.matrix(1).array());
    assertThat(first.matrix(1).array()).isNotEqualTo(other.matrix(1).array());
    assertThat(first.matrix(1)).hasToString("33 x 17");
    for (float value : first.matrix(1).array()) {
      assertThat(value).isBetween(-4f, 4f);
    }
  }

  /** A part of a product is that part of the whole product. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "matmul 6x5x4",
        "matmul 6x5x4:left",
        "matmul-add 6x5x4:right",
        "dense-tanh 6x5x4",
        "dense-momentum 6x5x4:left",
        "sparse-dense-tanh 6x5x4",
        "sparse-momentum 6x5x4:left"
      })
  void aPartOfAProductIsThatPartOfTheWhole(String line) {
    Operands whole = Operands.random(Problem.parse(line), 1, 0, SMALL);
    int[] rows = {5, 0, 3};
    int[] columns = {1, 4};
    Operands part = whole.part(rows, columns).copy();
    try (var kernels = new ScalarBackend().open()) {
      whole.run(kernels);
      part.run(kernels);
    }
    Matrix result = part.result();
    assertThat(result).hasToString("3 x 2");
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        assertThat(result.get(r, c)).isEqualTo(whole.result().get(rows[r], columns[c]));
      }
    }
  }
}
