package finegrain.kernels;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Shows where the bits of other code depend on the width of the vectors or on whether it is
 * compiled: the JDK's functions of vectors, its sum of a vector's lanes, and its functions of
 * doubles. docs/reproducibility.md has the command and the results.
 */
final class BitsElsewhere {
  private static final int INPUTS = 16_384;

  /** Enough for C2. */
  private static final int CALLS = 4_000;

  private BitsElsewhere() {}

  /** A function of some elements, with vectors of one width: each is a method of its own. */
  private interface Loop {
    void run(float[] x, float[] y);
  }

  /** Prints what it finds. */
  public static void main(String[] arguments) {
    System.out.printf("Of %d inputs so many results differ:%n", INPUTS);
    System.out.printf(
        "%-6s %10s %10s %10s   %s%n",
        "", "128, 256", "256, 512", "128, 512", "512 bits: the first call, once compiled");
    compare("EXP", -10, 10, BitsElsewhere::exp128, BitsElsewhere::exp256, BitsElsewhere::exp512);
    compare("LOG", 1e-3f, 10, BitsElsewhere::log128, BitsElsewhere::log256, BitsElsewhere::log512);
    compare("TANH", -5, 5, BitsElsewhere::tanh128, BitsElsewhere::tanh256, BitsElsewhere::tanh512);
    float[] x = inputs(0, 1);
    System.out.printf(
        Locale.ROOT,
        "A sum by vectors and reduceLanes: %.9g with 128 bits, %.9g with 256, %.9g with 512%n",
        sum128(x),
        sum256(x),
        sum512(x));
    System.out.printf("Of %d doubles so many results differ from StrictMath's:%n", INPUTS);
    compare("exp", -10, 10, Math::exp, StrictMath::exp);
    compare("log", 1e-3f, 10, Math::log, StrictMath::log);
    compare("tanh", -5, 5, Math::tanh, StrictMath::tanh);
  }

  private static void compare(
      String name, float least, float most, Loop loop128, Loop loop256, Loop loop512) {
    float[] x = inputs(least, most);
    float[] first = new float[INPUTS];
    float[] y128 = new float[INPUTS];
    float[] y256 = new float[INPUTS];
    float[] y512 = new float[INPUTS];
    loop512.run(x, first);
    repeat(loop128, x, y128);
    repeat(loop256, x, y256);
    repeat(loop512, x, y512);
    System.out.printf(
        "%-6s %10d %10d %10d   %d%n",
        name,
        differing(y128, y256),
        differing(y256, y512),
        differing(y128, y512),
        differing(first, y512));
  }

  private static void repeat(Loop loop, float[] x, float[] y) {
    for (int call = 0; call < CALLS; call++) {
      loop.run(x, y);
    }
  }

  private static void compare(
      String name, float least, float most, DoubleUnaryOperator jdk, DoubleUnaryOperator strict) {
    float[] x = inputs(least, most);
    int differing = 0;
    for (float value : x) {
      double a = jdk.applyAsDouble(value);
      double b = strict.applyAsDouble(value);
      differing += Double.doubleToLongBits(a) == Double.doubleToLongBits(b) ? 0 : 1;
    }
    System.out.printf("%-6s %10d%n", name, differing);
  }

  private static int differing(float[] a, float[] b) {
    int differing = 0;
    for (int i = 0; i < a.length; i++) {
      differing += Float.floatToIntBits(a[i]) == Float.floatToIntBits(b[i]) ? 0 : 1;
    }
    return differing;
  }

  private static float[] inputs(float least, float most) {
    float[] x = new float[INPUTS];
    new RandomStream(1, 0, 0, 0).uniform(0, x);
    for (int i = 0; i < INPUTS; i++) {
      x[i] = least + (most - least) * x[i];
    }
    return x;
  }

  private static void exp128(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_128.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_128, x, i)
          .lanewise(VectorOperators.EXP)
          .intoArray(y, i);
    }
  }

  private static void exp256(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_256.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_256, x, i)
          .lanewise(VectorOperators.EXP)
          .intoArray(y, i);
    }
  }

  private static void exp512(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_512.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_512, x, i)
          .lanewise(VectorOperators.EXP)
          .intoArray(y, i);
    }
  }

  private static void log128(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_128.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_128, x, i)
          .lanewise(VectorOperators.LOG)
          .intoArray(y, i);
    }
  }

  private static void log256(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_256.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_256, x, i)
          .lanewise(VectorOperators.LOG)
          .intoArray(y, i);
    }
  }

  private static void log512(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_512.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_512, x, i)
          .lanewise(VectorOperators.LOG)
          .intoArray(y, i);
    }
  }

  private static void tanh128(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_128.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_128, x, i)
          .lanewise(VectorOperators.TANH)
          .intoArray(y, i);
    }
  }

  private static void tanh256(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_256.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_256, x, i)
          .lanewise(VectorOperators.TANH)
          .intoArray(y, i);
    }
  }

  private static void tanh512(float[] x, float[] y) {
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_512.length()) {
      FloatVector.fromArray(FloatVector.SPECIES_512, x, i)
          .lanewise(VectorOperators.TANH)
          .intoArray(y, i);
    }
  }

  private static float sum128(float[] x) {
    FloatVector sum = FloatVector.zero(FloatVector.SPECIES_128);
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_128.length()) {
      sum = sum.add(FloatVector.fromArray(FloatVector.SPECIES_128, x, i));
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  private static float sum256(float[] x) {
    FloatVector sum = FloatVector.zero(FloatVector.SPECIES_256);
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_256.length()) {
      sum = sum.add(FloatVector.fromArray(FloatVector.SPECIES_256, x, i));
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  private static float sum512(float[] x) {
    FloatVector sum = FloatVector.zero(FloatVector.SPECIES_512);
    for (int i = 0; i < x.length; i += FloatVector.SPECIES_512.length()) {
      sum = sum.add(FloatVector.fromArray(FloatVector.SPECIES_512, x, i));
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }
}
