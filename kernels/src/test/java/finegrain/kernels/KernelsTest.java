package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertClose;
import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.copy;
import static finegrain.kernels.Fixtures.elements;
import static finegrain.kernels.Fixtures.maybeDense;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products, sums and the momentum step: worked by hand, exactly in decimal arithmetic where the
 * contract fixes every rounding, and in double precision with an error bound.
 */
@ParameterizedClass
@EnumSource
class KernelsTest {
  /** So large that 1 beside it is lost: the spacing of floats is 8 here. */
  private static final float LARGE = 1e8f;

  private final Kernels kernels;

  KernelsTest(BackendUnderTest backend) {
    kernels = backend.open();
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  // Products

  @ParameterizedTest
  @EnumSource
  void multiplies(Transposed transposed) {
    // (1 2 3; 4 5 6) (7 8; 9 10; 11 12) = (58 64; 139 154)
    Matrix a =
        transposed == Transposed.LEFT
            ? Matrix.of(3, 2, 1, 4, 2, 5, 3, 6)
            : Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);
    Matrix b =
        transposed == Transposed.RIGHT
            ? Matrix.of(2, 3, 7, 9, 11, 8, 10, 12)
            : Matrix.of(3, 2, 7, 8, 9, 10, 11, 12);
    Matrix c = Matrix.of(2, 2, Float.NaN, 1, 2, 3);
    kernels.matmul(transposed, a, b, c);
    assertThat(elements(c)).containsExactly(58, 64, 139, 154);
    kernels.matmulAdd(transposed, a, b, c);
    assertThat(elements(c)).containsExactly(116, 128, 278, 308);
  }

  @ParameterizedTest
  @CsvSource({"IDENTITY, 3, -2, -8", "RELU, 3, 0, 0", "TANH, 0.9950548, -0.9640276, -0.99999976"})
  void computesADenseLayer(Activation activation, float y0, float y1, float y2) {
    // (1 -2) (1 2 3; 4 5 6) = (-7 -8 -9)
    Matrix x = Matrix.of(1, 2, 1, -2);
    Matrix w = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);
    Matrix bias = Matrix.of(1, 3, 10, 6, 1);
    Matrix y = Matrix.of(1, 3, Float.NaN, 7, 7);
    kernels.dense(x, w, bias, activation, y);
    float ulp = activation == Activation.TANH ? Math.ulp(1f) / 2 : 0;
    assertThat(elements(y)).containsExactly(new float[] {y0, y1, y2}, within(ulp));
  }

  /** Sums that give another result in any other order, or where a product is rounded first. */
  @Test
  void aSumIsOneFusedChainInIncreasingOrder() {
    Matrix ones = Matrix.of(3, 1, 1, 1, 1);
    assertThat(product(Matrix.of(1, 3, LARGE, 1, -LARGE), ones)).isEqualTo(0);
    assertThat(product(Matrix.of(1, 3, LARGE, -LARGE, 1), ones)).isEqualTo(1);
    // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24, whose last term a rounded product lacks.
    float x = 1 + 0x1p-12f;
    assertThat(product(Matrix.of(1, 2, -(1 + 0x1p-11f), x), Matrix.of(2, 1, 1, x)))
        .isEqualTo(0x1p-24f);
  }

  private float product(Matrix a, Matrix b) {
    Matrix c = Matrix.of(1, 1, Float.NaN);
    kernels.matmul(Transposed.NONE, a, b, c);
    return c.get(0, 0);
  }

  /** Where the start were added at the end, 1 would be lost. */
  @Test
  void aSumStartsFromTheOutputOrTheBias() {
    Matrix a = Matrix.of(1, 2, LARGE, 1);
    Matrix ones = Matrix.of(2, 1, 1, 1);
    Matrix c = Matrix.of(1, 1, -LARGE);
    kernels.matmulAdd(Transposed.NONE, a, ones, c);
    assertThat(c.get(0, 0)).isEqualTo(1);
    kernels.dense(a, ones, Matrix.of(1, 1, -LARGE), Activation.IDENTITY, c);
    assertThat(c.get(0, 0)).isEqualTo(1);
  }

  /** Every bit of a product, against chains of exactly rounded decimal arithmetic. */
  @ParameterizedTest
  @CsvSource({"7, 19, 5", "1, 1, 1", "9, 35, 17", "3, 2, 300", "2, 33, 11"})
  void aProductHasTheBitsOfItsChains(int rows, int columns, int inner) {
    SplittableRandom random = new SplittableRandom(rows + columns + inner);
    for (Transposed t : Transposed.values()) {
      boolean left = t == Transposed.LEFT;
      boolean right = t == Transposed.RIGHT;
      Matrix a = maybeDense(random, left ? inner : rows, left ? rows : inner, false);
      Matrix b = maybeDense(random, right ? columns : inner, right ? inner : columns, false);
      Matrix c = maybeDense(random, rows, columns, false);
      Matrix product = copy(c);
      Matrix sum = copy(c);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          product.set(i, j, chain(t, a, b, i, j, 0));
          sum.set(i, j, chain(t, a, b, i, j, c.get(i, j)));
        }
      }
      Matrix actual = copy(c);
      kernels.matmulAdd(t, a, b, actual);
      assertSameBits(actual, sum, "matmulAdd " + t);
      kernels.matmul(t, a, b, actual);
      assertSameBits(actual, product, "matmul " + t);
    }
  }

  private static float chain(Transposed t, Matrix a, Matrix b, int i, int j, float start) {
    int inner = t == Transposed.LEFT ? a.rows() : a.columns();
    float sum = start;
    for (int k = 0; k < inner; k++) {
      sum = Reference.fma(Reference.left(t, a, i, k), Reference.right(t, b, k, j), sum);
    }
    return sum;
  }

  /** A chain of n roundings is off by at most n u sum |a||b|: Jeannerod and Rump (2013). */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aProductIsCloseToDoublePrecision(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = random.nextInt(1, 70);
    int columns = random.nextInt(1, 70);
    int inner = random.nextInt(1, 600);
    for (Transposed t : Transposed.values()) {
      boolean left = t == Transposed.LEFT;
      boolean right = t == Transposed.RIGHT;
      Matrix a = maybeDense(random, left ? inner : rows, left ? rows : inner, false);
      Matrix b = maybeDense(random, right ? columns : inner, right ? inner : columns, false);
      Matrix c = maybeDense(random, rows, columns, false);
      kernels.matmul(t, a, b, c);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double sum = 0;
          double magnitude = 0;
          for (int k = 0; k < inner; k++) {
            double term = (double) Reference.left(t, a, i, k) * Reference.right(t, b, k, j);
            sum += term;
            magnitude += Math.abs(term);
          }
          assertClose(c.get(i, j), sum, inner * Reference.U * magnitude);
        }
      }
    }
  }

  /** A layer is its parts: sums started from the bias, then the function. */
  @ParameterizedTest
  @EnumSource
  void aDenseLayerIsAProductOnTopOfTheBias(Activation activation) {
    SplittableRandom random = new SplittableRandom(5);
    Matrix x = maybeDense(random, 13, 21, false);
    Matrix w = maybeDense(random, 21, 37, false);
    Matrix bias = maybeDense(random, 1, 37, false);
    Matrix y = maybeDense(random, 13, 37, false);
    Matrix expected = copy(y);
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        expected.set(i, j, chain(Transposed.NONE, x, w, i, j, bias.get(0, j)));
      }
    }
    kernels.activate(activation, expected, expected);
    kernels.dense(x, w, bias, activation, y);
    assertSameBits(y, expected, "dense " + activation);
  }

  // Bias

  @Test
  void addsABiasToEachRow() {
    Matrix x = Matrix.of(2, 3, 1, 2, 3, -4, -0f, Float.POSITIVE_INFINITY);
    Matrix bias = Matrix.of(1, 3, 10, -0f, Float.NEGATIVE_INFINITY);
    Matrix y = Matrix.of(2, 3, 7, 7, 7, 7, 7, 7);
    kernels.addBias(x, bias, y);
    assertThat(elements(y)).containsExactly(11, 2, Float.NEGATIVE_INFINITY, 6, -0f, Float.NaN);
    kernels.addBias(x, bias, x);
    assertSameBits(x, y, "in place");
  }

  // Sums

  @Test
  void sums() {
    Matrix x = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);
    Matrix byRow = Matrix.of(1, 2, 7, 7);
    Matrix byColumn = Matrix.of(1, 3, 7, 7, 7);
    kernels.rowSums(x, byRow);
    kernels.columnSums(x, byColumn);
    assertThat(elements(byRow)).containsExactly(6, 15);
    assertThat(elements(byColumn)).containsExactly(5, 7, 9);
  }

  /** LARGE at 0 and -LARGE at {@code cancels} meet before 1 is added to the sum, or after. */
  @ParameterizedTest
  @CsvSource({"16, 8, 1", "16, 1, 1", "8, 4, 1", "4, 2, 1", "2, 1, 1", "56, 4, 1", "48, 16, 0"})
  void aRowSumFoldsItsPartialsByHalves(int cancels, int one, float expected) {
    float[] row = new float[61];
    row[0] = LARGE;
    row[cancels] = -LARGE;
    row[one] = 1;
    Matrix sum = Matrix.of(1, 1, Float.NaN);
    kernels.rowSums(Matrix.of(1, row.length, row), sum);
    assertThat(sum.get(0, 0)).isEqualTo(expected);
  }

  @Test
  void aColumnSumIsOneChainInIncreasingRow() {
    Matrix sums = Matrix.of(1, 3, 7, 7, 7);
    kernels.columnSums(Matrix.of(3, 3, LARGE, LARGE, 1, 1, -LARGE, LARGE, -LARGE, 1, -LARGE), sums);
    assertThat(elements(sums)).containsExactly(0, 1, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 15, 16, 17, 40, 100, 513})
  void sumsHaveTheBitsOfTheirOrder(int columns) {
    SplittableRandom random = new SplittableRandom(columns);
    Matrix x = maybeDense(random, 11, columns, false);
    Matrix byRow = maybeDense(random, 1, 11, false);
    Matrix byColumn = maybeDense(random, 1, columns, false);
    kernels.rowSums(x, byRow);
    kernels.columnSums(x, byColumn);
    float[] down = new float[columns];
    for (int i = 0; i < 11; i++) {
      float[] p = new float[16];
      for (int j = 0; j < columns; j++) {
        p[j % 16] += x.get(i, j);
        down[j] += x.get(i, j);
      }
      assertThat(byRow.get(0, i)).isEqualTo(fold(p, 0, 1));
    }
    assertThat(elements(byColumn)).containsExactly(down);
  }

  /** The sum of the partials at i, i + step, ...: those farthest apart are added first. */
  private static float fold(float[] partials, int i, int step) {
    return step == 16
        ? partials[i]
        : fold(partials, i, 2 * step) + fold(partials, i + step, 2 * step);
  }

  // Momentum

  @Test
  void stepsWithMomentum() {
    Matrix w = Matrix.of(1, 2, 10, -1);
    Matrix v = Matrix.of(1, 2, 4, 0);
    // v = 0.5 v - 0.25 g, w = w + v
    kernels.momentumStep(w, v, Matrix.of(1, 2, 2, -8), 0.25f, 0.5f);
    assertThat(elements(v)).containsExactly(1.5f, 2);
    assertThat(elements(w)).containsExactly(11.5f, 1);
  }

  @Test
  void aMomentumStepHasTheBitsOfItsFormula() {
    SplittableRandom random = new SplittableRandom(1);
    Matrix w = maybeDense(random, 9, 37, false);
    Matrix v = maybeDense(random, 9, 37, false);
    Matrix g = maybeDense(random, 9, 37, false);
    Matrix expectedW = copy(w);
    Matrix expectedV = copy(v);
    for (int i = 0; i < w.rows(); i++) {
      for (int j = 0; j < w.columns(); j++) {
        float step = Reference.fma(0.9f, v.get(i, j), -(0.012f * g.get(i, j)));
        expectedV.set(i, j, step);
        expectedW.set(i, j, w.get(i, j) + step);
      }
    }
    kernels.momentumStep(w, v, g, 0.012f, 0.9f);
    assertSameBits(w, expectedW, "weights");
    assertSameBits(v, expectedV, "velocity");
  }
}
