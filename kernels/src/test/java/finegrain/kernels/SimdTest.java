package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SimdTest {
  /** The tests of this JVM run at the vector width that the build asks for. */
  @Test
  @Tag("contract")
  void theWidthIsTheOneAskedFor() {
    String asked = System.getProperty(VectorWidth.PROPERTY);
    if (asked == null) {
      assertThat(Simd.BITS).isBetween(64, 512);
    } else {
      assertThat(Simd.BITS).isEqualTo(Integer.parseInt(asked));
    }
    assertThat(Simd.LANES * Float.SIZE).isEqualTo(Simd.BITS);
  }

  @Test
  void knowsFourWidths() {
    for (int bits : new int[] {64, 128, 256, 512}) {
      assertThat(Simd.floats(VectorWidth.asked(Integer.toString(bits))).vectorBitSize())
          .isEqualTo(bits);
    }
    for (String bits : new String[] {"", "100", "1024", "wide"}) {
      assertThatThrownBy(() -> VectorWidth.asked(bits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("finegrain.vector.bits is \"%s\"; it must be 64, 128, 256 or 512", bits);
    }
  }
}
