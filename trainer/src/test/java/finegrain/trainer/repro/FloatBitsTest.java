package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Matrix;
import finegrain.trainer.Sha256;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FloatBitsTest {
  /** By the JDK's neighbours. */
  @Property
  void countsTheStepsFromFloatToFloat(
      @ForAll float x, @ForAll @IntRange(min = 0, max = 40) int steps) {
    float y = x;
    int taken = 0;
    while (taken < steps && Float.isFinite(y)) {
      y = Math.nextUp(y);
      taken++;
    }
    // The JDK has no step between the two zeros.
    int zeros = x <= 0 && 1 / x < 0 && y >= 0 && 1 / y > 0 ? 1 : 0;
    assertThat(FloatBits.ulps(x, y)).isEqualTo(taken + zeros);
    assertThat(FloatBits.ulps(y, x)).isEqualTo(taken + zeros);
  }

  @Test
  void tellsZerosApartAndTakesEveryNanForOne() {
    assertThat(FloatBits.ulps(0f, -0f)).isEqualTo(1);
    assertThat(FloatBits.ulps(Float.MIN_VALUE, -Float.MIN_VALUE)).isEqualTo(3);
    assertThat(FloatBits.ulps(Float.NaN, Float.intBitsToFloat(0xffc00001))).isZero();
    assertThat(FloatBits.distance(Float.NaN, 1f)).isEqualTo("one of them is not a number");
    assertThat(FloatBits.ulps(1.0, Math.nextUp(1.0))).isEqualTo(BigInteger.ONE);
    // All doubles but NaN: 2^64 - 2^53 + 2 of them.
    assertThat(FloatBits.ulps(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
        .isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.TWO.pow(53)).add(BigInteger.ONE));
    assertThat(FloatBits.words(1f)).isEqualTo("3f800000 (1.0)");
  }

  @Test
  void hashesLittleEndianWithOneNan() {
    Matrix matrix = Matrix.of(new float[] {9, 1, 9, Float.intBitsToFloat(0xffc00001)}, 1, 2, 1, 2);
    byte[] bytes = {0, 0, (byte) 0x80, 0x3f, 0, 0, (byte) 0xc0, 0x7f};
    assertThat(FloatBits.sha256(List.of(matrix))).isEqualTo(Sha256.of(bytes));
  }

  @Test
  void findsTheFirstElementThatDiffers() {
    Matrix here = Matrix.of(2, 2, 1, 2, 3, 4);
    Matrix reference = Matrix.of(2, 2, 1, 2, Math.nextUp(3f), 5);
    assertThat(DifferingElement.first("y", here, reference))
        .hasValueSatisfying(
            element ->
                assertThat(element)
                    .hasToString(
                        "y[1, 0] is 40400000 (3.0), and 40400001 (3.0000002) on the scalar backend:"
                            + " 1 ULP apart"));
    assertThat(DifferingElement.first("y", here, here)).isEmpty();
  }

  @Test
  void countsTheElementsThatDiffer() {
    float[] one = {1, 2, 3, Float.NaN};
    assertThat(BitsDifference.of(one, one.clone())).hasToString("=");
    assertThat(
            BitsDifference.of(one, new float[] {1, Math.nextUp(2f), Math.nextDown(3f), Float.NaN}))
        .hasToString("2 of 4, 1 ULP");
    assertThat(BitsDifference.of(one, new float[] {1, 2, 3, 4})).hasToString("1 of 4, NaN");
  }
}
