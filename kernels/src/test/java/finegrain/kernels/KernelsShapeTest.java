package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import finegrain.kernels.operation.Operand;
import finegrain.kernels.operation.Operand.Role;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * Arguments that do not fit are refused with one sentence, before anything is written. Matrices
 * that may share elements give the same bits when they do.
 */
@ParameterizedClass
@EnumSource
class KernelsShapeTest {
  private static final int ROWS = 7;
  private static final int COLUMNS = 5;

  /** Sizes that may have any value, because no other matrix depends on them. */
  private static final Set<String> FREE =
      Set.of(
          "crossEntropy 0 columns",
          "rowSums 0 columns",
          "rowSquares 0 columns",
          "averagePool 1 columns",
          "averagePoolGradient 0 columns",
          "batchStatistics 0 rows",
          "batchStatistics 1 columns",
          "channelSums 0 rows",
          "channelSums 1 columns",
          "columnSums 0 rows",
          "gather 0 rows",
          "gather 1 rows",
          "sparseDense 0 rows",
          "sparseDense 3 rows",
          "sparseMomentumStep 0 rows",
          "sparseMomentumStep 1 rows");

  private final Kernels kernels;

  KernelsShapeTest(BackendUnderTest backend) {
    kernels = backend.open();
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  static List<Problem> problems() {
    return Problem.every(ROWS, COLUMNS, 19);
  }

  @Test
  void theRegistryHasEveryOperation() {
    Set<String> methods =
        Arrays.stream(Kernels.class.getMethods())
            .map(Method::getName)
            .filter(name -> !Set.of("close", "tally").contains(name))
            .collect(Collectors.toSet());
    assertThat(methods).hasSizeGreaterThan(15);
    assertThat(problems())
        .extracting(problem -> problem.operation().method())
        .hasSameElementsAs(methods);
    assertThat(problems())
        .extracting(Problem::operation)
        .hasSameElementsAs(List.of(Operation.values()));
  }

  // Shapes

  @ParameterizedTest
  @MethodSource("problems")
  void aRowOrColumnMoreOrLessIsRefused(Problem problem) {
    String method = problem.operation().method();
    List<Matrix> fitting = fitting(problem);
    for (int i = 0; i < fitting.size(); i++) {
      for (int by : new int[] {-1, 1}) {
        Matrix matrix = fitting.get(i);
        if (!FREE.contains("%s %d rows".formatted(method, i))) {
          assertRefused(problem, with(problem, i, matrix.rows() + by, matrix.columns()));
        }
        if (!FREE.contains("%s %d columns".formatted(method, i))) {
          assertRefused(problem, with(problem, i, matrix.rows(), matrix.columns() + by));
        }
      }
    }
  }

  private static List<Matrix> fitting(Problem problem) {
    return new ArrayList<>(Fixtures.operands(problem, new SplittableRandom(1)).matrices());
  }

  /** Matrices that fit, except for one. */
  private static List<Matrix> with(Problem problem, int misfit, int rows, int columns) {
    List<Matrix> matrices = fitting(problem);
    matrices.set(misfit, matrix(new SplittableRandom(2), rows, columns, false));
    return matrices;
  }

  private void assertRefused(Problem problem, List<Matrix> matrices) {
    List<Matrix> before = matrices.stream().map(Fixtures::copy).toList();
    Operands operands = Fixtures.operands(problem, matrices);
    String what = operands.toString();
    IllegalArgumentException refusal =
        catchThrowableOfType(IllegalArgumentException.class, () -> operands.run(kernels));
    assertThat(refusal).as(what).isNotNull();
    // One sentence: the operation and the error, without a full stop or a line break.
    assertThat(refusal.getMessage())
        .as(what)
        .matches(problem.operation().method() + ": [^.\n]+[^.\n ]");
    assertThat(matrices.stream().map(Matrix::toString))
        .as("%s: shapes in: %s", what, refusal.getMessage())
        .anyMatch(shape -> refusal.getMessage().contains(shape));
    for (int i = 0; i < matrices.size(); i++) {
      assertSameBits(matrices.get(i), before.get(i), what + ", written to " + i);
    }
  }

  /** Some whole sentences, as a user sees them. */
  @Test
  void theSentencesAreClear() {
    Matrix x = Matrix.allocate(2, 3);
    Matrix losses = Matrix.allocate(1, 2);
    int[] labels = {0, 1};
    assertSentence(
        () -> kernels.matmul(Transposed.LEFT, x, x, x),
        "matmul: the shapes do not fit output = leftᵀ right: left is 2 x 3, right is 2 x 3, output"
            + " is 2 x 3");
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
        "matmul: the shapes do not fit output = left right: left is 1 x 2, right is 2 x 3, output"
            + " is 1 x 0");
  }

  private static void assertSentence(Runnable call, String sentence) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class).hasMessage(sentence);
  }

  // Row indices

  @Test
  void aRowIndexOutOfRangeIsRefused() {
    Matrix x = Matrix.allocate(4, 3);
    Matrix y = Matrix.of(2, 3, 7, 7, 7, 7, 7, 7);
    for (int row : new int[] {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertSentence(
          () -> kernels.gather(x, new int[] {3, row}, y),
          "gather: rows[1] must be from 0 to 3, not " + row);
    }
    assertThat(y.array()).containsOnly(7);
  }

  @Test
  void tooFewRowIndicesAreRefused() {
    Matrix x = Matrix.allocate(4, 3);
    Matrix y = Matrix.of(2, 3, 7, 7, 7, 7, 7, 7);
    assertSentence(
        () -> kernels.gather(x, new int[] {3}, y), "gather: 1 row indices are too few for 2 rows");
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

  /** Each output with each other matrix: the last element of one is the first of the other. */
  @ParameterizedTest
  @MethodSource("problems")
  void anOutputThatOverlapsIsRefused(Problem problem) {
    overlaps(problem, 1).forEach(matrices -> assertRefused(problem, matrices));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void anOutputMayFollowInTheSameArray(Problem problem) {
    overlaps(problem, 0).forEach(matrices -> Fixtures.operands(problem, matrices).run(kernels));
  }

  /**
   * Matrices of which one output shares so many elements with the end, or the start, of another.
   */
  private static Stream<List<Matrix>> overlaps(Problem problem, int shared) {
    List<List<Matrix>> all = new ArrayList<>();
    for (int output : written(problem)) {
      for (int other = 0; other < problem.operation().operands().size(); other++) {
        if (other != output && !isCopied(problem, other)) {
          all.add(side(problem, output, other, shared));
          all.add(side(problem, other, output, shared));
        }
      }
    }
    return all.stream();
  }

  /** The operands that a problem's operation writes, by their indices. */
  private static List<Integer> written(Problem problem) {
    List<Operand> operands = problem.operation().operands();
    return IntStream.range(0, operands.size())
        .filter(i -> operands.get(i).isWritten())
        .boxed()
        .toList();
  }

  private static List<Matrix> side(Problem problem, int first, int second, int shared) {
    List<Matrix> matrices = fitting(problem);
    Matrix one = matrices.get(first);
    Matrix two = matrices.get(second);
    int offset = one.rows() * one.columns() - shared;
    float[] array = new float[offset + two.rows() * two.columns()];
    Arrays.fill(array, 0.5f);
    matrices.set(first, Matrix.of(array, 0, one.rows(), one.columns(), one.columns()));
    matrices.set(second, Matrix.of(array, offset, two.rows(), two.columns(), two.columns()));
    return matrices;
  }

  /** An output in the place of its input has the same bits as elsewhere, and so have the others. */
  @ParameterizedTest
  @MethodSource("problems")
  void inPlaceGivesTheSameBits(Problem problem) {
    for (int input = 0; input < problem.operation().operands().size(); input++) {
      if (!mayBeTheOutput(problem, input)) {
        continue;
      }
      List<Matrix> apart = fitting(problem);
      List<Matrix> inPlace = new ArrayList<>(apart.stream().map(Fixtures::copy).toList());
      inPlace.set(inPlace.size() - 1, inPlace.get(input));
      Fixtures.operands(problem, apart).run(kernels);
      Fixtures.operands(problem, inPlace).run(kernels);
      for (int output : written(problem)) {
        assertThat(Fixtures.elements(inPlace.get(output)))
            .as("%s over matrix %d, output %d", problem, input, output)
            .containsExactly(Fixtures.elements(apart.get(output)));
      }
    }
  }

  /** Whether the operation does not see the matrix itself, which may then be written meanwhile. */
  private static boolean isCopied(Problem problem, int input) {
    return problem.operation().operands().get(input).role() == Role.SPARSE;
  }

  private static boolean mayBeTheOutput(Problem problem, int input) {
    return problem.operation().operands().get(input).role() == Role.INPUT_OR_OUTPUT;
  }

  static List<Problem> problemsOfSingleElements() {
    return Problem.every(1, 1, 1);
  }

  /** A product, a sum and a step may not write to a view that they read, not even to the same. */
  @ParameterizedTest
  @MethodSource("problemsOfSingleElements")
  void theSameViewIsRefusedWhereNotAllowed(Problem problem) {
    int count = problem.operation().operands().size();
    for (int output : written(problem)) {
      for (int other = 0; other < count; other++) {
        if (other != output
            && !isCopied(problem, other)
            && !(output == count - 1 && mayBeTheOutput(problem, other))) {
          List<Matrix> matrices = fitting(problem);
          matrices.set(output, matrices.get(other));
          assertRefused(problem, matrices);
        }
      }
    }
  }
}
