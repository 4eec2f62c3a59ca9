package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.copy;
import static finegrain.kernels.Fixtures.elements;
import static finegrain.kernels.Fixtures.operands;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.operation.Operand;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Problem;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrices without rows or columns, and products without an inner index. */
@ParameterizedClass
@EnumSource
class KernelsEmptyTest {
  private static final Set<String> NEED_A_CLASS =
      Set.of(
          "softmax",
          "logSoftmax",
          "crossEntropy",
          "crossEntropyGradient",
          "smoothedCrossEntropyGradient");

  private final Kernels kernels;

  KernelsEmptyTest(BackendUnderTest backend) {
    kernels = backend.open();
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  static Stream<Problem> withoutRows() {
    return Stream.of(Problem.every(0, 3, 5), Problem.every(0, 3, 0)).flatMap(List::stream);
  }

  static Stream<Problem> withoutColumns() {
    return Problem.every(4, 0, 5).stream().filter(problem -> !needsAClass(problem));
  }

  private static boolean needsAClass(Problem problem) {
    return NEED_A_CLASS.contains(problem.operation().method());
  }

  /** Empty outputs stay empty, and the elements around them do not change. */
  @ParameterizedTest
  @MethodSource({"withoutRows", "withoutColumns"})
  void emptyMatricesAreAllowed(Problem problem) {
    Operands operands = operands(problem, new SplittableRandom(1));
    List<Matrix> before = operands.matrices().stream().map(Fixtures::copy).toList();
    operands.run(kernels);
    for (int i = 0; i < before.size(); i++) {
      Matrix matrix = operands.matrix(i);
      if (matrix.rows() == 0 || matrix.columns() == 0) {
        assertSameBits(matrix, before.get(i), problem + ", matrix " + i);
      }
    }
  }

  /** An empty range at the end of a matrix begins past the end of its array. */
  @ParameterizedTest
  @MethodSource({"withoutRows", "withoutColumns"})
  void emptyRangesAtTheEndAreAllowed(Problem problem) {
    operands(
            problem,
            problem.operation().operands().stream().map(each -> atTheEnd(each, problem)).toList())
        .run(kernels);
  }

  /** An operand. An empty one is a view of the end of a larger matrix. */
  private static Matrix atTheEnd(Operand operand, Problem problem) {
    int rowCount = operand.rowCount(problem.shape());
    int columnCount = operand.columnCount(problem.shape());
    int rows = rowCount == 0 ? 2 : rowCount;
    int columns = columnCount == 0 ? 2 : columnCount;
    int stride = columns + 3;
    Matrix whole = Matrix.of(new float[(rows - 1) * stride + columns], 0, rows, columns, stride);
    return whole
        .rowRange(rows - rowCount, rowCount)
        .columnRange(columns - columnCount, columnCount);
  }

  @ParameterizedTest
  @EnumSource
  void aProductWithoutInnerIndexIsItsStart(Transposed transposed) {
    Matrix a = transposed == Transposed.LEFT ? Matrix.of(0, 2) : Matrix.of(2, 0);
    Matrix b = transposed == Transposed.RIGHT ? Matrix.of(3, 0) : Matrix.of(0, 3);
    Matrix c = Matrix.of(2, 3, 1, -0f, Float.NaN, 4, 5, 6);
    Matrix before = copy(c);
    kernels.matmulAdd(transposed, a, b, c);
    assertSameBits(c, before, "matmulAdd");
    kernels.matmul(transposed, a, b, c);
    assertThat(elements(c)).containsOnly(0f);
  }

  @Test
  void aLayerWithoutInputsIsTheFunctionOfItsBias() {
    Matrix x = Matrix.of(2, 0);
    Matrix w = Matrix.of(0, 3);
    Matrix bias = Matrix.of(1, 3, -0f, -2, 3);
    Matrix y = Matrix.of(2, 3, 7, 7, 7, 7, 7, 7);
    kernels.dense(x, w, bias, Activation.IDENTITY, y);
    assertThat(elements(y)).containsExactly(-0f, -2, 3, -0f, -2, 3);
    kernels.dense(x, w, bias, Activation.RELU, y);
    assertThat(elements(y)).containsExactly(0, 0, 3, 0, 0, 3);
  }

  @Test
  void sumsOfNothingAreZero() {
    Matrix sums = Matrix.of(1, 3, 7, -0f, Float.NaN);
    kernels.rowSums(Matrix.of(3, 0), sums);
    assertThat(elements(sums)).containsOnly(0f);
    sums.fill(7);
    kernels.columnSums(Matrix.of(0, 3), sums);
    assertThat(elements(sums)).containsOnly(0f);
  }

  @Test
  void rowsWithoutClassesAreRefused() {
    for (Problem problem : Problem.every(4, 0, 5)) {
      if (needsAClass(problem)) {
        Operands operands = operands(problem, new SplittableRandom(1));
        assertThatThrownBy(() -> operands.run(kernels))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("%s: a row needs at least one class", problem.operation().method());
      }
    }
  }
}
