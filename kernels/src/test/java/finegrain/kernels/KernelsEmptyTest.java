package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.copy;
import static finegrain.kernels.Fixtures.elements;
import static finegrain.kernels.Fixtures.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Operation.Shape;
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
      Set.of("softmax", "logSoftmax", "crossEntropy", "crossEntropyGradient");

  private final Kernels kernels;

  KernelsEmptyTest(BackendUnderTest backend) {
    kernels = backend.open();
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  static Stream<Operation> withoutRows() {
    return Stream.of(Operation.all(0, 5, 3), Operation.all(0, 0, 3)).flatMap(List::stream);
  }

  static Stream<Operation> withoutColumns() {
    return Operation.all(4, 5, 0).stream().filter(o -> !NEED_A_CLASS.contains(o.name()));
  }

  /** Empty outputs stay so, and what is around them is left alone. */
  @ParameterizedTest
  @MethodSource({"withoutRows", "withoutColumns"})
  void emptyMatricesAreAllowed(Operation operation) {
    SplittableRandom random = new SplittableRandom(1);
    List<Matrix> matrices =
        operation.shapes().stream()
            .map(shape -> matrix(random, shape.rows(), shape.columns(), true))
            .toList();
    List<Matrix> before = matrices.stream().map(Fixtures::copy).toList();
    operation.run(kernels, matrices);
    for (int i = 0; i < matrices.size(); i++) {
      Shape shape = operation.shapes().get(i);
      if (shape.rows() == 0 || shape.columns() == 0) {
        assertSameBits(matrices.get(i), before.get(i), operation + ", matrix " + i);
      }
    }
  }

  /** An empty range at the end of a matrix begins past the end of its array. */
  @ParameterizedTest
  @MethodSource({"withoutRows", "withoutColumns"})
  void emptyRangesAtTheEndAreAllowed(Operation operation) {
    operation.run(kernels, operation.shapes().stream().map(KernelsEmptyTest::atTheEnd).toList());
  }

  /** A matrix of the shape; an empty one is what is left of a larger one without gap at its end. */
  private static Matrix atTheEnd(Shape shape) {
    int rows = shape.rows() == 0 ? 2 : shape.rows();
    int columns = shape.columns() == 0 ? 2 : shape.columns();
    int stride = columns + 3;
    Matrix whole = Matrix.of(new float[(rows - 1) * stride + columns], 0, rows, columns, stride);
    return whole
        .rowRange(rows - shape.rows(), shape.rows())
        .columnRange(columns - shape.columns(), shape.columns());
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
    for (Operation operation : Operation.all(4, 5, 0)) {
      if (NEED_A_CLASS.contains(operation.name())) {
        List<Matrix> matrices =
            operation.shapes().stream().map(s -> Matrix.allocate(s.rows(), s.columns())).toList();
        assertThatThrownBy(() -> operation.run(kernels, matrices))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("%s: a row needs at least one class", operation.name());
      }
    }
  }
}
