package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertClose;
import static finegrain.kernels.Fixtures.elements;
import static finegrain.kernels.Reference.U;
import static finegrain.kernels.Reference.derivative;
import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Reference.Logits;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Softmax, its logarithm and the cross-entropy with its gradient, against double precision and its
 * finite differences, also where naive code overflows.
 */
@ParameterizedClass
@EnumSource
class KernelsSoftmaxTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;
  private static final int ROWS = 12;

  private final Kernels kernels;

  KernelsSoftmaxTest(BackendUnderTest backend) {
    kernels = backend.open();
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  private Matrix softmax(Matrix x) {
    Matrix y = Matrix.allocate(x.rows(), x.columns());
    kernels.softmax(x, y);
    return y;
  }

  private Matrix logSoftmax(Matrix x) {
    Matrix y = Matrix.allocate(x.rows(), x.columns());
    kernels.logSoftmax(x, y);
    return y;
  }

  private float[] crossEntropy(Matrix logits, int... labels) {
    Matrix losses = Matrix.allocate(1, logits.rows());
    kernels.crossEntropy(logits, labels, losses);
    return elements(losses);
  }

  /** The gradient; the losses that come with it must be those of {@link #crossEntropy}. */
  private Matrix gradient(Matrix logits, float scale, int... labels) {
    Matrix losses = Matrix.allocate(1, logits.rows());
    Matrix gradient = Matrix.allocate(logits.rows(), logits.columns());
    kernels.crossEntropyGradient(logits, labels, scale, losses, gradient);
    assertThat(elements(losses)).containsExactly(crossEntropy(logits, labels));
    return gradient;
  }

  // Worked by hand

  @Test
  void ofEqualLogits() {
    // Whatever their size: e^0 for each of four.
    for (float z : new float[] {0, 1e4f, -1e4f, 3e38f, -3e38f}) {
      Matrix x = Matrix.of(1, 4, z, z, z, z);
      assertThat(elements(softmax(x))).containsOnly(0.25f);
      assertThat(elements(logSoftmax(x))).containsOnly((float) -StrictMath.log(4));
      assertThat(crossEntropy(x, 2)).containsExactly((float) StrictMath.log(4));
      assertThat(elements(gradient(x, 0.5f, 2))).containsExactly(0.125f, 0.125f, -0.375f, 0.125f);
    }
  }

  @Test
  void ofLogitsFarApart() {
    Matrix x = Matrix.of(2, 3, 1e4f, 0, -1e4f, -3e38f, 3e38f, 3e38f);
    assertThat(elements(softmax(x))).containsExactly(1, 0, 0, 0, 0.5f, 0.5f);
    float ln2 = (float) StrictMath.log(2);
    // -6e38 is past the floats.
    assertThat(elements(logSoftmax(x))).containsExactly(0, -1e4f, -2e4f, -INFINITY, -ln2, -ln2);
    assertThat(crossEntropy(x, 2, 1)).containsExactly(2e4f, ln2);
    assertThat(crossEntropy(x, 0, 0)).containsExactly(0, INFINITY);
    assertThat(elements(gradient(x, 0.5f, 2, 1))).containsExactly(0.5f, 0, -0.5f, 0, -0.25f, 0.25f);
  }

  /** A class that is impossible; no class that is possible; no number; one without bound. */
  @Test
  void ofInfinitiesAndNan() {
    Matrix x = Matrix.of(4, 2, -INFINITY, 7, -INFINITY, -INFINITY, NAN, 0, INFINITY, 0);
    assertThat(elements(softmax(x))).containsExactly(0, 1, NAN, NAN, NAN, NAN, NAN, NAN);
    assertThat(elements(logSoftmax(x))).containsExactly(-INFINITY, 0, NAN, NAN, NAN, NAN, NAN, NAN);
    assertThat(crossEntropy(x, 0, 0, 1, 0)).containsExactly(INFINITY, NAN, NAN, NAN);
    assertThat(elements(gradient(x, 2, 0, 0, 1, 0)))
        .containsExactly(-2, 2, NAN, NAN, NAN, NAN, NAN, NAN);
  }

  /** One logit that is no number, at any place of a long row, is seen in the row and only there. */
  @ParameterizedTest
  @CsvSource({"0", "7", "16", "31", "36"})
  void nanStaysInItsRow(int at) {
    Matrix x = logits(37, 1);
    x.set(5, at, NAN);
    Matrix p = softmax(x);
    float[] losses = crossEntropy(x, labels(37));
    for (int i = 0; i < ROWS; i++) {
      assertThat(Float.isNaN(losses[i])).isEqualTo(i == 5);
      for (int j = 0; j < 37; j++) {
        assertThat(Float.isNaN(p.get(i, j))).isEqualTo(i == 5);
      }
    }
  }

  @Test
  void ofOneClass() {
    Matrix x = Matrix.of(2, 1, -3, 1e4f);
    assertThat(elements(softmax(x))).containsExactly(1, 1);
    assertThat(elements(logSoftmax(x))).containsExactly(0, 0);
    assertThat(crossEntropy(x, 0, 0)).containsExactly(0, 0);
    assertThat(elements(gradient(x, 1, 0, 0))).containsExactly(0, 0);
  }

  // Against double precision

  private static Matrix logits(int classes, double spread) {
    SplittableRandom random = new SplittableRandom(classes);
    Matrix x = Matrix.allocate(ROWS, classes, classes + 3);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < classes; j++) {
        x.set(i, j, (float) (spread * random.nextGaussian()));
      }
    }
    return x;
  }

  private static int[] labels(int classes) {
    return new SplittableRandom(classes).ints(ROWS, 0, classes).toArray();
  }

  /**
   * The relative error of the sum of exponentials: x - m is rounded (which is off by U times its
   * size), exp is off by 2 U, and a term passes through n / 16 + 4 additions.
   */
  private static double sumError(Logits row, int classes) {
    return (row.meanDistance() + 2 + classes / 16.0 + 4) * U;
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "10, 30", "2, 3", "100, 10", "37, 1e4", "513, 1e4", "16, 0.01"})
  void isCloseToDoublePrecision(int classes, double spread) {
    Matrix x = logits(classes, spread);
    int[] labels = labels(classes);
    Matrix p = softmax(x);
    Matrix logP = logSoftmax(x);
    float[] losses = crossEntropy(x, labels);
    for (int i = 0; i < ROWS; i++) {
      Logits row = Logits.ofRow(x, i);
      double sumError = sumError(row, classes);
      for (int j = 0; j < classes; j++) {
        // Its own exponential, a division and a product; half a subnormal may be lost twice.
        double relative = sumError + (row.distance(j) + 2 + 2) * U;
        double probability = row.softmax(j);
        assertClose(p.get(i, j), probability, relative * probability + Float.MIN_VALUE);
        // log is off by 2 U of a value up to log n; two subtractions are left.
        double log = row.logSoftmax(j);
        double bound = sumError + (2 * Math.log(classes) + row.distance(j) + Math.abs(log)) * U;
        assertClose(logP.get(i, j), log, bound);
        if (j == labels[i]) {
          assertClose(losses[i], row.crossEntropy(j), bound);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "2, 3", "100, 10", "37, 1e4"})
  void gradientIsTheDerivative(int classes, double spread) {
    Matrix x = logits(classes, spread);
    int[] labels = labels(classes);
    float scale = 1f / ROWS;
    Matrix gradient = gradient(x, scale, labels);
    // Differences of losses as large as the spread lose that much to cancellation.
    double differences = 1e-9 + 1e-11 * spread;
    for (int i = 0; i < ROWS; i++) {
      Logits row = Logits.ofRow(x, i);
      int label = labels[i];
      for (int j = 0; j < classes; j++) {
        int varied = j;
        double expected = derivative(z -> row.with(varied, z).crossEntropy(label), row.get(j));
        // As for softmax, which is at most 1, and two roundings more.
        double bound = sumError(row, classes) + 6 * U + differences;
        assertClose(gradient.get(i, j), scale * expected, scale * bound);
      }
    }
  }

  /** The formulas of the contract, from the operations that they are made of. */
  @ParameterizedTest
  @CsvSource({"3, 1", "4, 0.5", "6, 1", "10, 1", "37, 30", "100, 5"})
  void hasTheBitsOfItsFormula(int classes, double spread) {
    Matrix x = logits(classes, spread);
    int[] labels = labels(classes);
    Matrix distances = Matrix.allocate(ROWS, classes);
    for (int i = 0; i < ROWS; i++) {
      float max = (float) Logits.ofRow(x, i).max();
      for (int j = 0; j < classes; j++) {
        distances.set(i, j, x.get(i, j) - max);
      }
    }
    Matrix e = Matrix.allocate(ROWS, classes);
    kernels.exp(distances, e);
    Matrix sums = Matrix.allocate(1, ROWS);
    kernels.rowSums(e, sums);
    Matrix logSums = Matrix.allocate(1, ROWS);
    kernels.log(sums, logSums);

    Matrix p = softmax(x);
    Matrix logP = logSoftmax(x);
    float[] losses = crossEntropy(x, labels);
    Matrix gradient = gradient(x, 0.3f, labels);
    for (int i = 0; i < ROWS; i++) {
      assertThat(losses[i]).isEqualTo(logSums.get(0, i) - distances.get(i, labels[i]));
      for (int j = 0; j < classes; j++) {
        float probability = e.get(i, j) * (1 / sums.get(0, i));
        assertThat(p.get(i, j)).isEqualTo(probability);
        assertThat(logP.get(i, j)).isEqualTo(distances.get(i, j) - logSums.get(0, i));
        float target = j == labels[i] ? 1 : 0;
        assertThat(gradient.get(i, j)).isEqualTo((probability - target) * 0.3f);
      }
    }
  }

  // Identities

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "10, 1", "10, 1e4", "16, 5", "64, 2"})
  void probabilitiesSumToOneAndGradientsToZero(int classes, double spread) {
    Matrix x = logits(classes, spread);
    Matrix p = softmax(x);
    Matrix gradient = gradient(x, 1f / ROWS, labels(classes));
    for (int i = 0; i < ROWS; i++) {
      double sum = 0;
      double gradientSum = 0;
      for (int j = 0; j < classes; j++) {
        sum += p.get(i, j);
        gradientSum += gradient.get(i, j);
      }
      assertClose(sum, 1, 0x1p-22);
      assertClose(gradientSum, 0, 0x1p-22 / ROWS);
    }
  }

  /** Adding a constant, exactly, changes no bit. */
  @Test
  void aConstantChangesNothing() {
    Matrix x = Matrix.of(1, 5, 3, -2.5f, 0, 1.25f, 7);
    Matrix shifted = Matrix.of(1, 5, 1003, 997.5f, 1000, 1001.25f, 1007);
    assertThat(elements(softmax(shifted))).containsExactly(elements(softmax(x)));
    assertThat(elements(logSoftmax(shifted))).containsExactly(elements(logSoftmax(x)));
    assertThat(crossEntropy(shifted, 1)).containsExactly(crossEntropy(x, 1));
  }
}
