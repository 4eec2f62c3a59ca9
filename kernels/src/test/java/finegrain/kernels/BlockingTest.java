package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockingTest {
  @ParameterizedTest
  @CsvSource({"1, 1024, 1", "784, 1024, 784", "1025, 1024, 513", "2048, 1024, 1024"})
  void blocksAreNearlyEqual(int length, int most, int expected) {
    assertThat(Blocking.even(length, most)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"512K, 524288", "2M, 2097152", "2048k, 2097152", "65536, 65536"})
  void readsACachesSizeAsLinuxWritesIt(String size, int bytes) {
    assertThat(Blocking.bytes(size)).isEqualTo(bytes);
  }

  @Test
  void aSizeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Blocking.bytes("big")).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void aRightSideThatFitsTheCacheIsOfASensibleSize() {
    assertThat(Blocking.RIGHT_ELEMENTS).isBetween(16 * 1024, 64 * 1024 * 1024);
  }
}
