package finegrain.kernels;

import static finegrain.kernels.Fixtures.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
  private static final int LENGTH = 40;

  /** What all views of the properties share. */
  private static final float[] ARRAY = new float[LENGTH];

  /** 0, 1, 2, ... as 4 rows of 5 columns, 3 elements from the beginning, 7 apart. */
  private static Matrix counted() {
    float[] array = new float[29];
    for (int i = 0; i < array.length; i++) {
      array[i] = i;
    }
    return Matrix.of(array, 3, 4, 5, 7);
  }

  // Construction

  @Test
  void isAViewOfItsArray() {
    Matrix x = counted();
    assertThat(x).hasToString("4 x 5");
    assertThat(new int[] {x.rows(), x.columns(), x.stride(), x.offset()})
        .containsExactly(4, 5, 7, 3);
    assertThat(x.rowOffset(2)).isEqualTo(17);
    assertThat(x.get(2, 4)).isEqualTo(21);
    x.set(2, 4, -1);
    assertThat(x.array()[21]).isEqualTo(-1);
    x.array()[3] = -2;
    assertThat(x.get(0, 0)).isEqualTo(-2);
  }

  @Test
  void takesElementsRowAfterRow() {
    Matrix x = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);
    assertThat(x.get(1, 0)).isEqualTo(4);
    assertThat(x.stride()).isEqualTo(3);
    assertThat(elements(Matrix.of(0, 3))).isEmpty();
    assertThat(elements(Matrix.of(3, 0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 1, 1", "3, 5, 5", "3, 5, 16", "0, 5, 8", "5, 0, 0", "5, 0, 4"})
  void allocatesZeros(int rows, int columns, int stride) {
    Matrix x = Matrix.allocate(rows, columns, stride);
    assertThat(new int[] {x.rows(), x.columns(), x.stride()})
        .containsExactly(rows, columns, stride);
    assertThat(elements(x)).isEqualTo(new float[rows * columns]);
  }

  @ParameterizedTest
  @CsvSource({"3, 5, 1040", "0, 0, 1040", "2, 1024, 1040", "2, 1025, 1025"})
  void allocatesALeftSideWithSpacedRows(int rows, int columns, int stride) {
    Matrix x = Matrix.allocateLeft(rows, columns);
    assertThat(new int[] {x.rows(), x.columns(), x.stride()})
        .containsExactly(rows, columns, stride);
    assertThat(elements(x)).isEqualTo(new float[rows * columns]);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 2, 3, 3, 'offset, rows and columns of 0 or more, not -1, 2 and 3'",
    "0, -2, 3, 3, 'offset, rows and columns of 0 or more, not 0, -2 and 3'",
    "0, 2, -3, 3, 'offset, rows and columns of 0 or more, not 0, 2 and -3'",
    "0, 2, 3, 2, 'of 3 columns needs a stride of at least 3, not 2'",
    "0, 2, 3, -3, 'stride of at least 3, not -3'",
    "1, 2, 5, 5, 'an array of 11 elements, not 10'",
    "0, 2, 3, 8, 'an array of 11 elements, not 10'",
    "11, 0, 3, 3, 'an array of 11 elements, not 10'",
    "0, 65536, 65536, 65536, 'an array of 4294967296 elements, not 10'",
    "2147483647, 2147483647, 1, 2147483647, 'of 4611686014132420610 elements, not 10'",
  })
  void refusesAViewThatDoesNotFit(int offset, int rows, int columns, int stride, String message) {
    float[] array = new float[10];
    assertRefused(() -> Matrix.of(array, offset, rows, columns, stride), message);
  }

  @ParameterizedTest
  @CsvSource({"10, 0, 3, 3", "10, 3, 0, 0", "4, 2, 3, 3", "0, 2, 3, 7", "9, 1, 1, 1000000000"})
  void allowsAViewUpToTheLastElement(int offset, int rows, int columns, int stride) {
    Matrix x = Matrix.of(new float[10], offset, rows, columns, stride);
    assertThat(elements(x)).hasSize(rows * columns);
  }

  @Test
  void refusesAnotherNumberOfElements() {
    assertRefused(() -> Matrix.of(2, 3, 1, 2, 3, 4, 5), "2 x 3 needs 6 elements, not 5");
    assertRefused(() -> Matrix.of(-1, -1, 1), "not 0, -1 and -1");
    assertRefused(() -> Matrix.of(65536, 65536), "needs 4294967296 elements, not 0");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 2, 2",
    "2, -1, 2",
    "2, 3, 2",
    "65536, 32768, 32768",
    "1, 2147483647, 2147483647"
  })
  void refusesToAllocateWhatCannotBe(int rows, int columns, int stride) {
    assertRefused(
        () -> Matrix.allocate(rows, columns, stride),
        "%d x %d elements with stride %d cannot be allocated".formatted(rows, columns, stride));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  // Elements and ranges

  @ParameterizedTest
  @CsvSource({"-1, 0", "4, 0", "0, -1", "0, 5", "2147483647, 0"})
  void refusesAnElementOutside(int row, int column) {
    Matrix x = counted();
    assertThatThrownBy(() -> x.get(row, column)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> x.set(row, column, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void fillsItsOwnElements() {
    Matrix x = counted();
    x.fill(-1);
    assertThat(elements(x)).containsOnly(-1);
    int filled = 0;
    for (float element : x.array()) {
      filled += element == -1 ? 1 : 0;
    }
    assertThat(filled).isEqualTo(20);
  }

  @Test
  void rangesShareTheElements() {
    Matrix x = counted();
    assertThat(elements(x.rowRange(1, 2))).containsExactly(10, 11, 12, 13, 14, 17, 18, 19, 20, 21);
    assertThat(elements(x.columnRange(3, 2))).containsExactly(6, 7, 13, 14, 20, 21, 27, 28);
    Matrix block = x.columnRange(1, 3).rowRange(2, 2);
    assertThat(elements(block)).containsExactly(18, 19, 20, 25, 26, 27);
    assertThat(block.sameView(x.rowRange(2, 2).columnRange(1, 3))).isTrue();
    block.set(0, 0, -1);
    assertThat(x.get(2, 1)).isEqualTo(-1);
    assertThat(x.rowRange(4, 0)).hasToString("0 x 5");
    assertThat(x.columnRange(5, 0)).hasToString("4 x 0");
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 6", "3, 3", "6, 0", "1, -1", "1, 2147483647"})
  void refusesARangeOutside(int from, int count) {
    Matrix square = counted().rowRange(0, 4).columnRange(0, 4);
    assertThatThrownBy(() -> square.rowRange(from, count))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> square.columnRange(from, count))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  // Aliasing

  @Test
  void otherArraysNeverOverlap() {
    Matrix x = counted();
    Matrix other = counted();
    assertThat(x.overlaps(other)).isFalse();
    assertThat(x.sameView(other)).isFalse();
    assertThat(x.overlaps(x)).isTrue();
    assertThat(x.sameView(x)).isTrue();
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  void overlapsIsExactForEqualStrides(@ForAll("views") Matrix x, @ForAll("views") Matrix other) {
    for (int offset = 0; fits(offset, other.rows(), other.columns(), x.stride()); offset++) {
      Matrix y = Matrix.of(ARRAY, offset, other.rows(), other.columns(), x.stride());
      assertThat(x.overlaps(y)).as("%s", describe(x, y)).isEqualTo(shareAnElement(x, y));
    }
  }

  /** It may see an overlap where there is none, and never the reverse. */
  @Property(tries = 20_000, edgeCases = EdgeCasesMode.NONE)
  void overlapsMissesNothing(@ForAll("views") Matrix x, @ForAll("views") Matrix y) {
    boolean overlaps = x.overlaps(y);
    assertThat(y.overlaps(x)).as("%s", describe(x, y)).isEqualTo(overlaps);
    if (shareAnElement(x, y)) {
      assertThat(overlaps).as("%s", describe(x, y)).isTrue();
    }
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  void sameViewIsTheSameElementsInTheSameOrder(
      @ForAll("views") Matrix x, @ForAll("views") Matrix other) {
    // Often the same, but for one size.
    Matrix y =
        fits(x.offset(), x.rows(), x.columns(), other.stride()) && other.stride() >= x.columns()
            ? Matrix.of(ARRAY, x.offset(), x.rows(), x.columns(), other.stride())
            : other;
    boolean same =
        x.rows() == y.rows() && x.columns() == y.columns() && indices(x).equals(indices(y));
    if (!indices(x).isEmpty()) {
      assertThat(x.sameView(y)).as("%s", describe(x, y)).isEqualTo(same);
    }
  }

  @Provide
  static Arbitrary<Matrix> views() {
    Arbitrary<Integer> offsets = Arbitraries.integers().between(0, LENGTH);
    Arbitrary<Integer> sizes = Arbitraries.integers().between(0, 5);
    Arbitrary<Integer> gaps = Arbitraries.integers().between(0, 4);
    return Combinators.combine(offsets, sizes, sizes, gaps)
        .filter((offset, rows, columns, gap) -> fits(offset, rows, columns, columns + gap))
        .as((offset, rows, columns, gap) -> Matrix.of(ARRAY, offset, rows, columns, columns + gap));
  }

  private static boolean fits(int offset, int rows, int columns, int stride) {
    return columns <= stride && offset + Math.max(0, rows - 1) * stride + columns <= LENGTH;
  }

  private static List<Integer> indices(Matrix x) {
    List<Integer> indices = new ArrayList<>();
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < x.columns(); column++) {
        indices.add(x.offset() + row * x.stride() + column);
      }
    }
    return indices;
  }

  private static boolean shareAnElement(Matrix x, Matrix y) {
    return !Collections.disjoint(indices(x), indices(y));
  }

  private static String describe(Matrix... views) {
    StringBuilder text = new StringBuilder();
    for (Matrix x : views) {
      text.append("%s at %d, stride %d; ".formatted(x, x.offset(), x.stride()));
    }
    return text.toString();
  }
}
