package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The emulated fused multiply-add against {@link Math#fma(float, float, float)}. */
class FmaTest {
  private static final float[] SPECIAL = {
    0f,
    Float.MIN_VALUE,
    3 * Float.MIN_VALUE,
    Math.nextDown(Float.MIN_NORMAL),
    Float.MIN_NORMAL,
    0x1p-75f,
    0x1.000002p-75f,
    0.5f,
    Math.nextDown(1f),
    1f,
    Math.nextUp(1f),
    0x1p24f,
    0x1p64f,
    Math.nextDown(0x1p64f),
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NaN
  };

  private interface Fused {
    float apply(float a, float b, float c);
  }

  private static void assertSame(Fused fused, float a, float b, float c) {
    float actual = fused.apply(a, b, c);
    float expected = Math.fma(a, b, c);
    if (Float.floatToIntBits(actual) != Float.floatToIntBits(expected)) {
      throw new AssertionError(
          "fma(%a, %a, %a) is %a, not %a".formatted(a, b, c, actual, expected));
    }
  }

  /** A float with all 23 bits, or only a few of them, and an exponent from min to max. */
  private static float random(SplittableRandom random, int min, int max) {
    int mantissa = random.nextInt() >>> 9;
    if (random.nextBoolean()) {
      mantissa &= 0x70_0003;
    }
    float f = Math.scalb(1 + mantissa * 0x1p-23f, random.nextInt(min, max + 1));
    return random.nextBoolean() ? f : -f;
  }

  /** Five kinds of hard sums, with as many of each. */
  private static void assertSameOnHardCases(Fused fused, int cases, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < cases; i += 5) {
      // The product is half an ulp of c, or almost.
      float c = random(random, -100, 120);
      float a = 1 + random.nextInt(-2, 3) * 0x1p-23f;
      float b = (1 + random.nextInt(-2, 3) * 0x1p-23f) * Math.ulp(c) / 2;
      assertSame(fused, a, random.nextBoolean() ? b : -b, c);
      // The sum is subnormal.
      assertSame(
          fused, random(random, -80, -70), random(random, -80, -52), random(random, -149, -125));
      // The product and c cancel, but for its own rounding error and an ulp or so.
      a = random(random, -60, 60);
      b = random(random, -60, 60);
      assertSame(fused, a, b, -(a * b) + random.nextInt(-1, 2) * Math.ulp(a * b));
      // The sum is about the largest float.
      assertSame(fused, random(random, 62, 64), random(random, 62, 64), random(random, 100, 127));
      // Anything, infinities and NaN included.
      assertSame(
          fused,
          Float.intBitsToFloat(random.nextInt()),
          Float.intBitsToFloat(random.nextInt()),
          Float.intBitsToFloat(random.nextInt()));
    }
  }

  @Test
  void emulationEqualsFmaOnHardCases() {
    assertSameOnHardCases(Fma::emulated, 500_000, 1);
  }

  @Test
  void emulationEqualsFmaOnSpecialValues() {
    for (int signs = 0; signs < 8; signs++) {
      for (float a : SPECIAL) {
        for (float b : SPECIAL) {
          for (float c : SPECIAL) {
            assertSame(
                Fma::emulated,
                (signs & 1) == 0 ? a : -a,
                (signs & 2) == 0 ? b : -b,
                (signs & 4) == 0 ? c : -c);
          }
        }
      }
    }
  }

  /**
   * The sum, 1 + 2^-23 + 2^-24 - 2^-70, is just below halfway between two floats. A double drops
   * the last term, and rounding that to float goes up, to even: the wrong way.
   */
  @Test
  @Tag("contract")
  @Tag("no-simd")
  void sumIsRoundedOnce() {
    float a = 0x1p-12f + 0x1p-35f;
    float b = 0x1p-12f - 0x1p-35f;
    assertThat((float) ((double) a * b + Math.nextUp(1f))).isEqualTo(1 + 0x1p-22f);
    assertThat(Fma.emulated(a, b, Math.nextUp(1f))).isEqualTo(Math.nextUp(1f));
    assertThat(Fma.fma(a, b, Math.nextUp(1f))).isEqualTo(Math.nextUp(1f));
  }

  /** Whichever of the two this JVM uses; few cases, because Math.fma is slow without FMA. */
  @Test
  @Tag("contract")
  @Tag("no-simd")
  void fmaEqualsMathFma() {
    assertSameOnHardCases(Fma::fma, 2_000, 2);
    assertSameOnHardCases(Fma::emulated, 2_000, 3);
  }
}
