package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MapNameTest {
  @Test
  void aShortMapIsItsOwnName() {
    assertThat(MapName.of("00001111")).isEqualTo("00001111");
    assertThat(MapName.of("0".repeat(24))).isEqualTo("0".repeat(24));
  }

  @Test
  void aLongOneIsNamedByItsFirstDigits() {
    assertThat(MapName.of("0011".repeat(250))).isEqualTo("0011001100110011...");
  }

  @Test
  void longRunsAreCounted() {
    assertThat(MapName.of("0".repeat(500) + "1".repeat(500))).isEqualTo("500 x 0, 500 x 1");
    assertThat(MapName.of("0".repeat(37) + "1".repeat(37) + "2".repeat(37) + "3".repeat(37)))
        .isEqualTo("37 x 0, 37 x 1, 37 x 2...");
  }
}
