package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import finegrain.kernels.Operation.Shape;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What does not fit is refused with one sentence, before anything is written; what may share its
 * elements does so without changing a bit.
 */
@ParameterizedClass
@EnumSource
class KernelsShapeTest {
  private static final int ROWS = 7;
  private static final int COLUMNS = 5;

  /** Sizes that are free: nothing else has to agree with them. */
  private static final Set<String> FREE =
      Set.of("crossEntropy 0 columns", "rowSums 0 columns", "columnSums 0 rows");

  private final Kernels kernels;

  KernelsShapeTest(BackendUnderTest backend) {
    kernels = backend.open();
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  static List<Operation> operations() {
    return Operation.all(ROWS, 19, COLUMNS);
  }

  @Test
  void theCatalogueHasEveryOperation() {
    Set<String> methods =
        Arrays.stream(Kernels.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .map(Method::getName)
            .filter(name -> !Set.of("close", "tally").contains(name))
            .collect(Collectors.toSet());
    assertThat(operations()).extracting(Operation::name).hasSameElementsAs(methods);
  }

  // Shapes

  @ParameterizedTest
  @MethodSource("operations")
  void aRowOrColumnMoreOrLessIsRefused(Operation operation) {
    for (int i = 0; i < operation.shapes().size(); i++) {
      for (int by : new int[] {-1, 1}) {
        Shape shape = operation.shapes().get(i);
        // Whoever chooses rows has more of them; see below.
        if (!operation.choosesRows()
            && !FREE.contains("%s %d rows".formatted(operation.name(), i))) {
          assertRefused(operation, with(operation, i, shape.rows() + by, shape.columns()));
        }
        if (!FREE.contains("%s %d columns".formatted(operation.name(), i))) {
          assertRefused(operation, with(operation, i, shape.rows(), shape.columns() + by));
        }
      }
    }
  }

  private static List<Matrix> fitting(Operation operation) {
    SplittableRandom random = new SplittableRandom(1);
    List<Matrix> matrices = new ArrayList<>();
    for (Shape shape : operation.shapes()) {
      matrices.add(matrix(random, shape.rows(), shape.columns(), false));
    }
    return matrices;
  }

  /** Matrices that fit, but for one. */
  private static List<Matrix> with(Operation operation, int misfit, int rows, int columns) {
    List<Matrix> matrices = fitting(operation);
    matrices.set(misfit, matrix(new SplittableRandom(2), rows, columns, false));
    return matrices;
  }

  private void assertRefused(Operation operation, List<Matrix> matrices) {
    List<Matrix> before = matrices.stream().map(Fixtures::copy).toList();
    String what = operation + " with " + matrices;
    IllegalArgumentException refusal =
        catchThrowableOfType(
            IllegalArgumentException.class, () -> operation.run(kernels, matrices));
    assertThat(refusal).as(what).isNotNull();
    // One sentence: the operation, and what is wrong without a full stop or a line break.
    assertThat(refusal.getMessage()).as(what).matches(operation.name() + ": [^.\n]+[^.\n ]");
    assertThat(matrices.stream().map(Matrix::toString))
        .as("%s: shapes in: %s", what, refusal.getMessage())
        .anyMatch(shape -> refusal.getMessage().contains(shape));
    for (int i = 0; i < matrices.size(); i++) {
      assertSameBits(matrices.get(i), before.get(i), what + ", written to " + i);
    }
  }

  /** A few sentences in full, as a user sees them. */
  @Test
  void theSentencesAreClear() {
    Matrix x = Matrix.allocate(2, 3);
    Matrix losses = Matrix.allocate(1, 2);
    int[] labels = {0, 1};
    assertSentence(
        () -> kernels.matmul(Transposed.LEFT, x, x, x),
        "matmul: the shapes do not fit, left is 2 x 3, right is 2 x 3 and the output is 2 x 3 for"
            + " output = leftᵀ right");
    assertSentence(
        () ->
            kernels.dense(x, Matrix.allocate(3, 4), losses, Activation.RELU, Matrix.allocate(2, 4)),
        "dense: bias must be 1 x 4, not 1 x 2");
    assertSentence(
        () -> kernels.exp(x, losses), "exp: the shapes must be equal, not 2 x 3 and 1 x 2");
    assertSentence(
        () -> kernels.crossEntropy(x, labels, x), "crossEntropy: losses must be 1 x 2, not 2 x 3");
    assertSentence(
        () -> kernels.binaryCrossEntropy(x, labels, losses),
        "binaryCrossEntropy: logits must be 2 x 1, not 2 x 3");
    assertSentence(
        () -> kernels.matmul(Transposed.NONE, losses, x, losses.columnRange(0, 0)),
        "matmul: the shapes do not fit, left is 1 x 2, right is 2 x 3 and the output is 1 x 0 for"
            + " output = left right");
  }

  private static void assertSentence(Runnable call, String sentence) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
  }

  // Chosen rows

  @Test
  void aChosenRowThatIsNotThereIsRefused() {
    Matrix x = Matrix.allocate(4, 3);
    Matrix w = Matrix.allocate(3, 2);
    Matrix y = Matrix.of(2, 2, 7, 7, 7, 7);
    Matrix v = Matrix.allocate(3, 2);
    for (int row : new int[] {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      int[] rows = {3, row};
      String sentence = ": chosen row 1 of 4 x 3 must be from 0 to 3, not " + row;
      assertSentence(() -> kernels.matmul(Transposed.NONE, x, rows, w, y), "matmul" + sentence);
      assertSentence(() -> kernels.matmul(Transposed.LEFT, x, rows, y, v), "matmul" + sentence);
      assertSentence(
          () -> kernels.matmulAdd(Transposed.NONE, x, rows, w, y), "matmulAdd" + sentence);
      assertSentence(
          () -> kernels.dense(x, rows, w, Matrix.allocate(1, 2), Activation.RELU, y),
          "dense" + sentence);
      assertSentence(
          () -> kernels.denseMomentumStep(x, rows, y, w, v, 0.1f, 0.9f),
          "denseMomentumStep" + sentence);
      assertSentence(() -> kernels.gather(x, rows, Matrix.allocate(2, 3)), "gather" + sentence);
    }
    assertThat(y.array()).containsOnly(7);
  }

  @Test
  void tooFewChosenRowsAreRefused() {
    Matrix x = Matrix.allocate(4, 3);
    Matrix w = Matrix.allocate(3, 2);
    Matrix y = Matrix.of(2, 2, 7, 7, 7, 7);
    int[] rows = {3};
    String sentence = ": 1 chosen rows of 4 x 3 are too few, it takes 2";
    assertSentence(() -> kernels.matmul(Transposed.NONE, x, rows, w, y), "matmul" + sentence);
    assertSentence(
        () -> kernels.denseMomentumStep(x, rows, y, w, Matrix.allocate(3, 2), 0.1f, 0.9f),
        "denseMomentumStep" + sentence);
    assertSentence(() -> kernels.gather(x, rows, Matrix.allocate(2, 3)), "gather" + sentence);
    assertThat(y.array()).containsOnly(7);
  }

  // Labels

  @ParameterizedTest
  @CsvSource({"-1, 4", "5, 4", "2147483647, 4", "-2147483648, 4"})
  void aLabelOutOfRangeIsRefused(int label, int most) {
    Matrix logits = Matrix.allocate(3, 5);
    Matrix losses = Matrix.of(1, 3, 7, 7, 7);
    Matrix gradient = Matrix.of(3, 5, new float[15]);
    int[] labels = {4, 0, label};
    String sentence = ": the label of row 2 must be from 0 to %d, not %d".formatted(most, label);
    assertSentence(() -> kernels.crossEntropy(logits, labels, losses), "crossEntropy" + sentence);
    assertSentence(
        () -> kernels.crossEntropyGradient(logits, labels, 1, losses, gradient),
        "crossEntropyGradient" + sentence);
    assertThat(losses.array()).containsOnly(7);
    assertThat(gradient.array()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2})
  void aBinaryLabelIsZeroOrOne(int label) {
    Matrix logits = Matrix.allocate(3, 1);
    Matrix losses = Matrix.of(1, 3, 7, 7, 7);
    Matrix gradient = Matrix.of(3, 1, 7, 7, 7);
    int[] labels = {1, 0, label};
    String sentence = ": the label of row 2 must be from 0 to 1, not " + label;
    assertSentence(
        () -> kernels.binaryCrossEntropy(logits, labels, losses), "binaryCrossEntropy" + sentence);
    assertSentence(
        () -> kernels.binaryCrossEntropyGradient(logits, labels, 1, losses, gradient),
        "binaryCrossEntropyGradient" + sentence);
    assertThat(losses.array()).containsOnly(7);
    assertThat(gradient.array()).containsOnly(7);
  }

  @Test
  void tooFewLabelsAreRefused() {
    Matrix logits = Matrix.allocate(3, 2);
    Matrix unit = Matrix.allocate(3, 1);
    Matrix losses = Matrix.of(1, 3, 7, 7, 7);
    int[] labels = {0, 1};
    String sentence = ": 2 labels are too few for 3 rows";
    assertSentence(() -> kernels.crossEntropy(logits, labels, losses), "crossEntropy" + sentence);
    assertSentence(
        () -> kernels.crossEntropyGradient(logits, labels, 1, losses, Matrix.allocate(3, 2)),
        "crossEntropyGradient" + sentence);
    assertSentence(
        () -> kernels.binaryCrossEntropy(unit, labels, losses), "binaryCrossEntropy" + sentence);
    assertSentence(
        () -> kernels.binaryCrossEntropyGradient(unit, labels, 1, losses, Matrix.allocate(3, 1)),
        "binaryCrossEntropyGradient" + sentence);
    assertThat(losses.array()).containsOnly(7);
  }

  // Aliasing

  /** Each output with each other matrix, one element of an array being the end of one of them. */
  @ParameterizedTest
  @MethodSource("operations")
  void anOutputThatOverlapsIsRefused(Operation operation) {
    overlaps(operation, 1).forEach(matrices -> assertRefused(operation, matrices));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anOutputMayFollowInTheSameArray(Operation operation) {
    overlaps(operation, 0).forEach(matrices -> operation.run(kernels, matrices));
  }

  /**
   * Matrices of which one output shares so many elements with the end, or the start, of another.
   */
  private static Stream<List<Matrix>> overlaps(Operation operation, int shared) {
    List<List<Matrix>> all = new ArrayList<>();
    for (int output : operation.outputs()) {
      for (int other = 0; other < operation.shapes().size(); other++) {
        if (other != output) {
          all.add(side(operation, output, other, shared));
          all.add(side(operation, other, output, shared));
        }
      }
    }
    return all.stream();
  }

  private static List<Matrix> side(Operation operation, int first, int second, int shared) {
    List<Matrix> matrices = fitting(operation);
    Shape one = operation.shapes().get(first);
    Shape two = operation.shapes().get(second);
    int offset = one.rows() * one.columns() - shared;
    float[] array = new float[offset + two.rows() * two.columns()];
    Arrays.fill(array, 0.5f);
    matrices.set(first, Matrix.of(array, 0, one.rows(), one.columns(), one.columns()));
    matrices.set(second, Matrix.of(array, offset, two.rows(), two.columns(), two.columns()));
    return matrices;
  }

  /** An output over its input gives the bits that it gives elsewhere; other outputs as well. */
  @ParameterizedTest
  @MethodSource("operations")
  void inPlaceGivesTheSameBits(Operation operation) {
    for (int input : operation.inPlace()) {
      List<Matrix> apart = fitting(operation);
      List<Matrix> inPlace = new ArrayList<>(apart.stream().map(Fixtures::copy).toList());
      inPlace.set(inPlace.size() - 1, inPlace.get(input));
      operation.run(kernels, apart);
      operation.run(kernels, inPlace);
      for (int output : operation.outputs()) {
        assertThat(Fixtures.elements(inPlace.get(output)))
            .as("%s over matrix %d, output %d", operation, input, output)
            .containsExactly(Fixtures.elements(apart.get(output)));
      }
    }
  }

  static List<Operation> operationsOnSingleElements() {
    return Operation.all(1, 1, 1);
  }

  /** A product, a sum and a step may not even write over the very view that they read. */
  @ParameterizedTest
  @MethodSource("operationsOnSingleElements")
  void theSameViewIsRefusedWhereNotAllowed(Operation operation) {
    for (int output : operation.outputs()) {
      boolean last = output == operation.shapes().size() - 1;
      for (int other = 0; other < operation.shapes().size(); other++) {
        if (other != output && !(last && operation.inPlace().contains(other))) {
          List<Matrix> matrices = fitting(operation);
          matrices.set(output, matrices.get(other));
          assertRefused(operation, matrices);
        }
      }
    }
  }
}
