package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class PixelSamplesTest {
  private final PixelSamples samples =
      new PixelSamples(
          2,
          3,
          new PixelSamples.Column(new byte[] {99, 0, 1, 127, 99, (byte) 128, -2, -1}, 1, 4),
          new PixelSamples.Column(new byte[] {99, 99, 7, 9}, 2, 1));

  @Test
  void bytesBecomeTheirShareOf255() {
    float[] target = new float[8];
    Arrays.fill(target, -1);
    samples.copyFeatures(0, target, 1);
    samples.copyFeatures(1, target, 4);
    assertThat(target)
        .containsExactly(-1, 0f, 1 / 255f, 127 / 255f, 128 / 255f, 254 / 255f, 1f, -1);
  }

  @Test
  void labels() {
    assertThat(samples.size()).isEqualTo(2);
    assertThat(samples.label(0)).isEqualTo(7);
    assertThat(samples.label(1)).isEqualTo(9);
  }

  @Test
  void whatIsOutOfBoundsWritesNothing() {
    float[] target = new float[4];
    assertThatThrownBy(() -> samples.copyFeatures(2, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> samples.copyFeatures(-1, target, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> samples.copyFeatures(1, target, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> samples.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(target).containsOnly(0);
  }
}
