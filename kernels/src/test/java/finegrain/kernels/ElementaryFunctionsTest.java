package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@link ScalarMath} against {@link StrictMath} in double precision, whose own error, under one
 * double ULP, is 2^-29 of a float's; and {@link VectorMath} against {@link ScalarMath}, bit for
 * bit.
 */
class ElementaryFunctionsTest {
  /** The bits of a sweep lie this far apart, an odd distance: some 4 million floats. */
  private static final int STRIDE = 1021;

  interface Scalar {
    float apply(float x);
  }

  /** A function with its worst error over all floats, in ULP, and where that is. */
  @SuppressWarnings("ImmutableEnumChecker") // Its functions have no state.
  enum Function {
    EXP(ScalarMath::exp, VectorMath::exp, StrictMath::exp, 0.891321, -0x1.765026p2f, 0x4c8f_4052),
    EXP_NEGATIVE(
        ScalarMath::expNegative,
        VectorMath::expNegative,
        StrictMath::exp,
        0.891321,
        -0x1.765026p2f,
        0xe00f_9ff9),
    LOG(ScalarMath::log, VectorMath::log, StrictMath::log, 0.930402, 0x1.90f2d8p0f, 0x4f07_70b5),
    LOG1P(
        ScalarMath::log1p,
        VectorMath::log1p,
        StrictMath::log1p,
        1.118682,
        0x1.1d193cp-2f,
        0xd824_fbdc),
    TANH(
        ScalarMath::tanh, VectorMath::tanh, StrictMath::tanh, 0.972498, 0x1.015ae4p0f, 0x04be_377c),
    SIGMOID(
        ScalarMath::sigmoid,
        VectorMath::sigmoid,
        ElementaryFunctionsTest::logistic,
        2.401877,
        -0x1.0a111ap2f,
        0x9f2d_96d0);

    final Scalar scalar;
    final UnaryOperator<FloatVector> vector;
    final DoubleUnaryOperator exact;
    final double worst;
    final float worstAt;

    /** The hash of the results over {@link #fixedInputs}. */
    final int hash;

    Function(
        Scalar scalar,
        UnaryOperator<FloatVector> vector,
        DoubleUnaryOperator exact,
        double worst,
        float worstAt,
        int hash) {
      this.scalar = scalar;
      this.vector = vector;
      this.exact = exact;
      this.worst = worst;
      this.worstAt = worstAt;
      this.hash = hash;
    }

    boolean takes(float x) {
      return switch (this) {
        case EXP_NEGATIVE -> !(x > 0);
        case LOG1P -> !(x < 0) && !(x > 1);
        default -> true;
      };
    }

    /** The argument, or another one where the function does not take it. */
    float argument(float x) {
      return switch (this) {
        case EXP_NEGATIVE -> takes(x) ? x : -x;
        case LOG1P -> 1 / (1 + Math.abs(x));
        default -> x;
      };
    }

    /** The error at x in ULP, infinite where one is NaN or overflows and the other does not. */
    double error(float x) {
      float y = scalar.apply(x);
      double exactY = exact.applyAsDouble(x);
      float nearest = (float) exactY;
      if (Float.floatToIntBits(y) == Float.floatToIntBits(nearest) && !Float.isFinite(y)) {
        return 0;
      }
      if (!Float.isFinite(y) || !Float.isFinite(nearest)) {
        return Double.POSITIVE_INFINITY;
      }
      int exponent = Math.max(Math.getExponent(exactY), Float.MIN_EXPONENT);
      return Math.abs(y - exactY) / Math.scalb(1.0, exponent - 23);
    }
  }

  private static double logistic(double x) {
    double e = StrictMath.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  /** 4,096 floats of either sign and every exponent, most of them from 2^-16 to 2^16. */
  private static float[] fixedInputs() {
    float[] x = new float[4096];
    for (int i = 0; i < x.length; i++) {
      int spread = i * 0x9e37_79b9;
      x[i] =
          i % 4 == 0
              ? Float.intBitsToFloat(spread)
              : Math.scalb(1 + (spread >>> 9) * 0x1p-23f, i % 33 - 16) * (i % 2 == 0 ? 1 : -1);
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource
  void errorIsAtMostTheOneStated(Function function) {
    double worst = 0;
    float worstAt = 0;
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      double error = function.takes(x) ? function.error(x) : 0;
      if (!(error <= worst)) {
        worst = error;
        worstAt = x;
      }
    }
    assertThat(worst).as("error at %a", worstAt).isLessThanOrEqualTo(function.worst + 1e-6);
    assertThat(worst).as("a sweep that comes near the worst").isGreaterThan(0.8 * function.worst);
  }

  @ParameterizedTest
  @EnumSource
  void errorIsTheOneStatedAtTheWorstArgument(Function function) {
    assertThat(function.error(function.worstAt)).isEqualTo(function.worst, within(1e-6));
  }

  @ParameterizedTest
  @Tag("contract")
  @EnumSource
  void vectorEqualsScalar(Function function) {
    float[] x = new float[1 << 12];
    float[] y = new float[x.length];
    long bits = 0;
    while (bits < 1L << 32) {
      for (int i = 0; i < x.length; i++, bits += 4 * STRIDE + 1) {
        x[i] = Float.intBitsToFloat((int) bits);
      }
      for (int i = 0; i < x.length; i += Simd.LANES) {
        function.vector.apply(FloatVector.fromArray(Simd.FLOATS, x, i)).intoArray(y, i);
      }
      for (int i = 0; i < x.length; i++) {
        float expected = function.scalar.apply(x[i]);
        if (function.takes(x[i]) && Float.floatToIntBits(y[i]) != Float.floatToIntBits(expected)) {
          throw new AssertionError(
              "%s(%a) is %a in a vector, %a alone".formatted(function, x[i], y[i], expected));
        }
      }
    }
  }

  @ParameterizedTest
  @Tag("contract")
  @Tag("no-simd")
  @EnumSource
  void bitsAreTheSameInEveryJvm(Function function) {
    float[] x = fixedInputs();
    int[] bits = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      bits[i] = Float.floatToIntBits(function.scalar.apply(function.argument(x[i])));
    }
    assertThat(Arrays.hashCode(bits)).isEqualTo(function.hash);
  }

  @ParameterizedTest
  @Tag("contract")
  @Tag("no-simd")
  @EnumSource
  void notANumberStaysOne(Function function) {
    for (int bits : new int[] {0x7fc0_0000, 0xffc0_0000, 0x7f80_0001, 0xffff_ffff}) {
      assertThat(function.scalar.apply(Float.intBitsToFloat(bits))).isNaN();
    }
  }

  @ParameterizedTest
  @Tag("contract")
  @Tag("no-simd")
  @CsvSource({
    "EXP, 0, 1",
    "EXP, -0, 1",
    "EXP, Infinity, Infinity",
    "EXP, -Infinity, 0",
    "EXP, 3.4e38, Infinity",
    "EXP, -3.4e38, 0",
    // The largest argument whose result is finite, and the next.
    "EXP, 0x1.62e42ep6, 0x1.ffff08p127",
    "EXP, 0x1.62e430p6, Infinity",
    // The smallest whose result is a normal number, the smallest whose it is not 0, and the next.
    "EXP, -0x1.5d589ep6, 0x1.00004cp-126",
    "EXP, -0x1.9fe368p6, 0x1p-149",
    "EXP, -0x1.9fe36ap6, 0",
    "EXP_NEGATIVE, 0, 1",
    "EXP_NEGATIVE, -0, 1",
    "EXP_NEGATIVE, -Infinity, 0",
    "EXP_NEGATIVE, -0x1.9fe368p6, 0x1p-149",
    "EXP_NEGATIVE, -0x1.9fe36ap6, 0",
    "LOG, 0, -Infinity",
    "LOG, -0, -Infinity",
    "LOG, -0x1p-149, NaN",
    "LOG, -1, NaN",
    "LOG, -Infinity, NaN",
    "LOG, 1, 0",
    "LOG, Infinity, Infinity",
    "LOG1P, 0, 0",
    "LOG1P, 1, 0x1.62e430p-1",
    "LOG1P, 0x1p-149, 0x1p-149",
    "TANH, 0, 0",
    "TANH, -0, -0",
    "TANH, 0x1p-149, 0x1p-149",
    "TANH, Infinity, 1",
    "TANH, -Infinity, -1",
    "TANH, 3.4e38, 1",
    "SIGMOID, 0, 0.5",
    "SIGMOID, -0, 0.5",
    "SIGMOID, Infinity, 1",
    "SIGMOID, -Infinity, 0",
    "SIGMOID, -0x1.9fe368p6, 0x1p-149",
  })
  void specialValues(Function function, String x, String expected) {
    float y = function.scalar.apply(Float.parseFloat(x));
    assertThat(Float.floatToIntBits(y))
        .as("%s(%s) = %a", function, x, y)
        .isEqualTo(Float.floatToIntBits(Float.parseFloat(expected)));
  }

  @Test
  void expNegativeHasTheBitsOfExp() {
    for (int bits = 0x8000_0000; bits <= 0xff80_0000; bits += STRIDE) {
      float x = Float.intBitsToFloat(bits);
      assertThat(ScalarMath.expNegative(x)).isEqualTo(ScalarMath.exp(x));
    }
  }

  @Test
  void tanhIsOdd() {
    for (int bits = 0; bits <= 0x7f80_0000 - STRIDE; bits += STRIDE) {
      float x = Float.intBitsToFloat(bits);
      assertThat(ScalarMath.tanh(-x)).isEqualTo(-ScalarMath.tanh(x));
    }
  }

  /**
   * Every float around the change of method at 1 and around the changes of n, (n + 1/2) ln(2)/2.
   */
  @Test
  void tanhIsMonotone() {
    assertMonotone(1);
    for (int n = 3; n < 28; n++) {
      assertMonotone((n + 0.5f) * 0.3465736f);
    }
  }

  private static void assertMonotone(float centre) {
    float x = Float.intBitsToFloat(Float.floatToIntBits(centre) - 50_000);
    float before = -1;
    for (int i = 0; i < 100_000; i++, x = Math.nextUp(x)) {
      float y = ScalarMath.tanh(x);
      if (!(y >= before)) {
        throw new AssertionError("tanh(%a) is %a, after %a".formatted(x, y, before));
      }
      before = y;
    }
  }
}
