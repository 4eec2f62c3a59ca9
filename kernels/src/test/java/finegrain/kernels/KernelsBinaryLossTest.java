package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertClose;
import static finegrain.kernels.Fixtures.elements;
import static finegrain.kernels.Reference.U;
import static finegrain.kernels.Reference.derivative;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The loss of a sigmoid unit and its gradient, as {@link KernelsSoftmaxTest} does for softmax. */
@ParameterizedClass
@EnumSource
class KernelsBinaryLossTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  /** From -100 to 100, where the float exponential has long vanished; 0 is among them. */
  private final float[] logits = new float[1001];

  private final int[] labels = new SplittableRandom(1).ints(logits.length, 0, 2).toArray();
  private final Kernels kernels;

  KernelsBinaryLossTest(BackendUnderTest backend) {
    kernels = backend.open();
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (i - 500) * 0.2f;
    }
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  /** A single column of a wider matrix. */
  private static Matrix column(float... z) {
    Matrix column = Matrix.allocate(z.length, 3).columnRange(1, 1);
    for (int i = 0; i < z.length; i++) {
      column.set(i, 0, z[i]);
    }
    return column;
  }

  private float[] losses(float[] z, int... ofLabels) {
    Matrix losses = Matrix.allocate(1, z.length);
    kernels.binaryCrossEntropy(column(z), ofLabels, losses);
    return elements(losses);
  }

  /** The gradient; the losses that come with it must be those of {@link #losses}. */
  private float[] gradient(float[] z, float scale, int... ofLabels) {
    Matrix losses = Matrix.allocate(1, z.length);
    Matrix gradient = column(new float[z.length]);
    kernels.binaryCrossEntropyGradient(column(z), ofLabels, scale, losses, gradient);
    assertThat(elements(losses)).containsExactly(losses(z, ofLabels));
    return elements(gradient);
  }

  @Test
  void ofSpecialValues() {
    float[] z = {0, 0, 1e4f, 1e4f, -1e4f, -1e4f, INFINITY, INFINITY, -INFINITY, -INFINITY, NAN};
    int[] ofLabels = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1};
    float ln2 = (float) StrictMath.log(2);
    assertThat(losses(z, ofLabels))
        .containsExactly(ln2, ln2, 1e4f, 0, 0, 1e4f, INFINITY, 0, 0, INFINITY, NAN);
    assertThat(gradient(z, 0.25f, ofLabels))
        .containsExactly(0.125f, -0.125f, 0.25f, 0, 0, -0.25f, 0.25f, 0, 0, -0.25f, NAN);
  }

  /** Both terms are positive: 2 U from exp, 3 U from log1p, U from their sum. */
  @Test
  void isCloseToDoublePrecision() {
    float[] losses = losses(logits, labels);
    for (int i = 0; i < losses.length; i++) {
      double expected = Reference.binaryCrossEntropy(logits[i], labels[i]);
      assertClose(losses[i], expected, 6 * U * expected + 2 * Float.MIN_VALUE);
    }
  }

  /** The sigmoid is off by 6 U at most, two roundings are left, and the difference's own error. */
  @Test
  void gradientIsTheDerivative() {
    float[] gradient = gradient(logits, 0.01f, labels);
    for (int i = 0; i < gradient.length; i++) {
      int label = labels[i];
      double expected = derivative(z -> Reference.binaryCrossEntropy(z, label), logits[i]);
      assertClose(gradient[i], 0.01 * expected, 0.01 * (8 * U + 2e-9));
    }
  }

  @Test
  void gradientHasTheBitsOfItsFormula() {
    Matrix sigmoid = column(logits);
    kernels.sigmoid(sigmoid, sigmoid);
    float[] gradient = gradient(logits, 0.3f, labels);
    for (int i = 0; i < gradient.length; i++) {
      assertThat(gradient[i]).isEqualTo((sigmoid.get(i, 0) - labels[i]) * 0.3f);
    }
  }

  /** Two classes with logits 0 and z are a sigmoid unit with logit z: output, loss, gradient. */
  @Test
  void isTheCrossEntropyOfTwoClasses() {
    int n = logits.length;
    Matrix z = Matrix.of(n, 1, logits);
    Matrix two = Matrix.allocate(n, 2);
    for (int i = 0; i < n; i++) {
      two.set(i, 1, logits[i]);
    }
    Matrix sigmoid = Matrix.allocate(n, 1);
    kernels.sigmoid(z, sigmoid);
    Matrix softmax = Matrix.allocate(n, 2);
    kernels.softmax(two, softmax);
    Matrix losses = Matrix.allocate(1, n);
    Matrix gradient = Matrix.allocate(n, 2);
    kernels.crossEntropyGradient(two, labels, 0.5f, losses, gradient);
    float[] binaryLosses = losses(logits, labels);
    float[] binaryGradient = gradient(logits, 0.5f, labels);
    for (int i = 0; i < n; i++) {
      float p = sigmoid.get(i, 0);
      assertClose(softmax.get(i, 1), p, 10 * U * p + Float.MIN_VALUE);
      // The sum 1 + e is rounded before its logarithm, where log1p takes e itself.
      assertClose(losses.get(0, i), binaryLosses[i], U + 10 * U * binaryLosses[i]);
      assertClose(gradient.get(i, 1), binaryGradient[i], 5 * U);
      assertClose(gradient.get(i, 0), -binaryGradient[i], 5 * U);
    }
  }
}
