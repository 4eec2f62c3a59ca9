package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockingTest {
  @ParameterizedTest
  @CsvSource({"1, 1024, 1", "784, 1024, 784", "1025, 1024, 513", "2048, 1024, 1024"})
  void blocksAreNearlyEqual(int length, int most, int expected) {
    assertThat(Blocking.even(length, most)).isEqualTo(expected);
  }

  @Test
  void aRightSideThatFitsTheCacheIsOfASensibleSize() {
    assertThat(Blocking.RIGHT_ELEMENTS).isBetween(16 * 1024, 64 * 1024 * 1024);
  }
}
