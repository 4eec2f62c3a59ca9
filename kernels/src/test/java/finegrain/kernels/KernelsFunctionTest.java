package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertClose;
import static finegrain.kernels.Fixtures.elements;
import static finegrain.kernels.Fixtures.maybeDense;
import static finegrain.kernels.Reference.U;
import static finegrain.kernels.Reference.derivative;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations by elements: special values, and double precision with an error bound. */
@ParameterizedClass
@EnumSource
class KernelsFunctionTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;

  /** NaNs with a payload or a sign, as a bit operation might make of them a number. */
  private static final Matrix ALL_KINDS_OF_NAN =
      Matrix.of(
          1,
          6,
          NAN,
          Float.intBitsToFloat(0xffc0_0000),
          Float.intBitsToFloat(0x7fc0_0001),
          Float.intBitsToFloat(0xffc0_01ff),
          Float.intBitsToFloat(0x7f80_0001),
          Float.intBitsToFloat(0xffff_ffff));

  private final Kernels kernels;

  KernelsFunctionTest(BackendUnderTest backend) {
    kernels = backend.open();
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  private float[] exp(float... x) {
    return apply(kernels::exp, x);
  }

  private float[] log(float... x) {
    return apply(kernels::log, x);
  }

  private float[] sigmoid(float... x) {
    return apply(kernels::sigmoid, x);
  }

  private float[] activate(Activation activation, float... x) {
    return apply((from, to) -> kernels.activate(activation, from, to), x);
  }

  /** The results for x, which are the same wherever in a row they are computed. */
  private static float[] apply(BiConsumer<Matrix, Matrix> operation, float... x) {
    int repeats = 5;
    Matrix row = Matrix.allocate(1, repeats * x.length);
    for (int i = 0; i < row.columns(); i++) {
      row.set(0, i, x[i % x.length]);
    }
    Matrix y = Matrix.allocate(1, row.columns());
    operation.accept(row, y);
    float[] first = elements(y.columnRange(0, x.length));
    for (int repeat = 1; repeat < repeats; repeat++) {
      assertThat(elements(y.columnRange(repeat * x.length, x.length))).containsExactly(first);
    }
    return first;
  }

  @Test
  void expOfSpecialValues() {
    assertThat(exp(0, -0f, 1, -INFINITY, INFINITY, NAN, 1e4f, -1e4f, 89, -104, Float.MIN_VALUE))
        .containsExactly(1, 1, (float) Math.E, 0, INFINITY, NAN, INFINITY, 0, INFINITY, 0, 1);
  }

  @Test
  void logOfSpecialValues() {
    assertThat(log(1, 0, -0f, -1, -INFINITY, INFINITY, NAN, (float) Math.E, Float.MIN_VALUE))
        .containsExactly(0, -INFINITY, -INFINITY, NAN, NAN, INFINITY, NAN, 1, -103.27893f);
  }

  @Test
  void sigmoidOfSpecialValues() {
    assertThat(sigmoid(0, -0f, 1e4f, -1e4f, INFINITY, -INFINITY, NAN, 17.5f))
        .containsExactly(0.5f, 0.5f, 1, 0, 1, 0, NAN, 1);
  }

  @Test
  void tanhOfSpecialValues() {
    assertThat(activate(Activation.TANH, 0, -0f, 1e4f, -1e4f, INFINITY, -INFINITY, NAN, 1e-30f))
        .containsExactly(0, -0f, 1, -1, 1, -1, NAN, 1e-30f);
  }

  /** NaN passes, so that a training that diverges is not hidden; -0 becomes +0. */
  @Test
  void reluOfSpecialValues() {
    assertThat(
            activate(
                Activation.RELU,
                2,
                -2,
                0,
                -0f,
                NAN,
                INFINITY,
                -INFINITY,
                -Float.MIN_VALUE,
                Float.MIN_VALUE))
        .containsExactly(2, 0, 0, 0, NAN, INFINITY, 0, 0, Float.MIN_VALUE);
  }

  @Test
  void identityCopies() {
    assertThat(activate(Activation.IDENTITY, 2, -0f, NAN, -INFINITY))
        .containsExactly(2, -0f, NAN, -INFINITY);
  }

  @Test
  void everyKindOfNanStaysNan() {
    float[] nans = elements(ALL_KINDS_OF_NAN);
    assertThat(exp(nans)).containsOnly(NAN);
    assertThat(log(nans)).containsOnly(NAN);
    assertThat(sigmoid(nans)).containsOnly(NAN);
    for (Activation activation : Activation.values()) {
      assertThat(activate(activation, nans)).as("%s", activation).containsOnly(NAN);
    }
  }

  // The worst errors that Kernels and ScalarMath promise, on random arguments; their own tests
  // sweep all floats.

  @Test
  void expIsWithinAnUlp() {
    float[] x = spread(-103, 88);
    assertWithin(1, StrictMath::exp, exp(x), x);
  }

  @Test
  void logIsWithinAnUlp() {
    float[] x = exp(spread(-103, 88));
    assertWithin(1, StrictMath::log, log(x), x);
  }

  @Test
  void tanhIsWithinAnUlp() {
    float[] x = spread(-12, 12);
    assertWithin(1, StrictMath::tanh, activate(Activation.TANH, x), x);
  }

  @Test
  void sigmoidIsWithinThreeUlp() {
    float[] x = spread(-103, 30);
    assertWithin(3, Reference::sigmoid, sigmoid(x), x);
  }

  /** 10,001 numbers evenly apart. */
  private static float[] spread(float from, float to) {
    float[] x = new float[10_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = from + (to - from) * i / (x.length - 1);
    }
    return x;
  }

  private static void assertWithin(
      double ulps, DoubleUnaryOperator reference, float[] actual, float[] x) {
    for (int i = 0; i < x.length; i++) {
      double expected = reference.applyAsDouble(x[i]);
      double error = Math.abs(actual[i] - expected) / Math.ulp((float) expected);
      // Not the negation, which would let NaN through.
      if (!(error < ulps)) {
        throw new AssertionError(
            "f(%s) is %s, and not %s: off by %s ULP".formatted(x[i], actual[i], expected, error));
      }
    }
  }

  // Gradients

  @Test
  void reluGradientOfSpecialValues() {
    assertThat(gradient(Activation.RELU, 3, 2, 0, -0f, NAN, Float.MIN_VALUE, INFINITY))
        .containsExactly(3, 0, 0, 3, 3, 3);
    assertThat(gradient(Activation.RELU, NAN, 2, 0)).containsExactly(NAN, 0);
    assertThat(gradient(Activation.RELU, -0f, 2, 0)).containsExactly(-0f, 0);
  }

  @Test
  void tanhGradientOfSpecialValues() {
    assertThat(gradient(Activation.TANH, 4, 0.5f, -0.5f, 0, 1, -1, NAN))
        .containsExactly(3, 3, 4, 0, 0, NAN);
  }

  @Test
  void identityGradientCopies() {
    assertThat(gradient(Activation.IDENTITY, -0f, 2, NAN)).containsExactly(-0f, -0f);
    assertThat(gradient(Activation.IDENTITY, NAN, 2, 0)).containsExactly(NAN, NAN);
  }

  /** The gradients for so many outputs y, each with the same dy. */
  private float[] gradient(Activation activation, float dy, float... y) {
    return apply(
        (from, to) -> {
          Matrix same = Matrix.allocate(from.rows(), from.columns());
          same.fill(dy);
          kernels.activationGradient(activation, from, same, to);
        },
        y);
  }

  @Test
  void tanhGradientHasTheBitsOfItsFormula() {
    float[] y = activate(Activation.TANH, spread(-4, 4));
    float[] expected = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      expected[i] = 0.3f * Reference.fma(-y[i], y[i], 1);
    }
    assertThat(gradient(Activation.TANH, 0.3f, y)).containsExactly(expected);
  }

  @Test
  void reluGradientIsTheDerivative() {
    // No argument nearer to the kink than the step of the difference.
    assertGradient(Activation.RELU, x -> Math.max(x, 0), 0.01f, 0);
  }

  @Test
  void identityGradientIsTheDerivative() {
    assertGradient(Activation.IDENTITY, x -> x, 0, 0);
  }

  /** 1 - y y is off by 2 U from the error of y, which is below 2 U, and by U of its own. */
  @Test
  void tanhGradientIsTheDerivative() {
    assertGradient(Activation.TANH, StrictMath::tanh, 0, 6 * U);
  }

  /** dx = dy f'(x), with f'(x) by differences of f in double precision. */
  private void assertGradient(
      Activation activation, DoubleUnaryOperator f, float least, double error) {
    SplittableRandom random = new SplittableRandom(3);
    Matrix x = maybeDense(random, 23, 37, false);
    Matrix dy = maybeDense(random, 23, 37, false);
    Matrix y = Matrix.allocate(23, 37);
    kernels.activate(activation, x, y);
    Matrix dx = Matrix.allocate(23, 37);
    kernels.activationGradient(activation, y, dy, dx);
    double differences = 1e-9;
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        if (Math.abs(x.get(i, j)) >= least) {
          double expected = dy.get(i, j) * derivative(f, x.get(i, j));
          double bound = (error + U + differences) * Math.abs(dy.get(i, j));
          assertClose(dx.get(i, j), expected, bound);
        }
      }
    }
  }
}
