package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Blocking.ProcessorClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlockingTest {
  @ParameterizedTest
  @CsvSource({"1, 1024, 1", "784, 1024, 784", "1025, 1024, 513", "2048, 1024, 1024"})
  void blocksAreNearlyEqual(int length, int most, int expected) {
    assertThat(Blocking.even(length, most)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, 512, false, AVX512",
    "amd64, 512, true, AVX512_INTEL",
    "amd64, 256, false, AVX2",
    "amd64, 128, true, AVX2_INTEL",
    "aarch64, 128, false, NEON",
    "aarch64, 512, false, NEON"
  })
  void aProcessorHasAClass(String architecture, int bits, boolean intel, ProcessorClass expected) {
    assertThat(ProcessorClass.of(architecture, bits, intel)).isEqualTo(expected);
  }

  /** Its sums, its vectors of the right side and one element of the left side; one stays free. */
  @ParameterizedTest
  @EnumSource
  void theLargestTileOfAClassFitsItsRegisters(ProcessorClass processor) {
    int sums = processor.rows * processor.vectors;
    assertThat(sums + processor.vectors + 1).isLessThan(processor.registers);
  }

  @Test
  void aRightSideThatFitsTheCacheIsOfASensibleSize() {
    assertThat(Blocking.RIGHT_ELEMENTS).isBetween(16 * 1024, 64 * 1024 * 1024);
  }
}
