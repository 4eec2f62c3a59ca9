package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhiloxTest {
  /** Known answers of philox4x32 with 10 rounds, published with the authors' Random123 library. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void givesThePublishedAnswers(String counter, String key, String answer) {
    int[] c = words(counter);
    int[] k = words(key);
    int[] block = new int[Philox.WORDS];
    Philox.block(c[0], c[1], c[2], c[3], Integer.toUnsignedLong(k[0]) | ((long) k[1] << 32), block);
    assertThat(block).containsExactly(words(answer));
  }

  private static int[] words(String hex) {
    return Arrays.stream(hex.split(" ")).mapToInt(w -> Integer.parseUnsignedInt(w, 16)).toArray();
  }

  @Test
  void aDrawDoesNotDependOnTheOthers() {
    RandomStream stream = new RandomStream(7, 3, 2, 1);
    float[] all = new float[41];
    stream.uniform(0, all);
    float[] tail = new float[5];
    stream.uniform(36, tail);
    assertThat(tail).containsExactly(Arrays.copyOfRange(all, 36, 41));
    for (int i = 0; i < all.length; i++) {
      assertThat((stream.bits(i) >>> 8) * 0x1p-24f).isEqualTo(all[i]);
      assertThat(all[i]).isBetween(0f, Math.nextDown(1f));
    }
  }

  @Test
  void aBlockIsFourDraws() {
    RandomStream stream = new RandomStream(7, 3, 2, 1);
    int[] block = new int[Philox.WORDS];
    for (int number : new int[] {0, 5, Integer.MAX_VALUE / Philox.WORDS}) {
      stream.block(number, block);
      for (int word = 0; word < Philox.WORDS; word++) {
        assertThat(block[word]).isEqualTo(stream.bits(Philox.WORDS * number + word));
      }
    }
  }

  @Test
  void streamsDifferInEveryCoordinate() {
    assertThat(
            IntStream.of(
                    new RandomStream(1, 0, 0, 0).bits(0),
                    new RandomStream(1L << 32, 0, 0, 0).bits(0),
                    new RandomStream(0, 1, 0, 0).bits(0),
                    new RandomStream(0, 0, 1, 0).bits(0),
                    new RandomStream(0, 0, 0, 1).bits(0),
                    new RandomStream(0, 0, 0, 0).bits(4))
                .distinct()
                .count())
        .isEqualTo(6);
  }

  @Test
  void uniformNumbersAreSpreadEvenly() {
    float[] draws = new float[100_000];
    new RandomStream(42, 0, 0, 0).uniform(0, draws);
    int[] bins = new int[20];
    for (float draw : draws) {
      bins[(int) (draw * bins.length)]++;
    }
    double chiSquare = Arrays.stream(bins).mapToDouble(b -> (b - 5000.0) * (b - 5000) / 5000).sum();
    // The 99.9 % point of chi-square with 19 degrees of freedom.
    assertThat(chiSquare).isLessThan(43.82);
  }

  @Test
  void shufflesAreFairPermutations() {
    int[][] counts = new int[4][4];
    for (int epoch = 0; epoch < 24_000; epoch++) {
      int[] order = {0, 1, 2, 3};
      new RandomStream(1, 0, 0, epoch).shuffle(order);
      assertThat(Arrays.stream(order).sum()).isEqualTo(6);
      for (int i = 0; i < 4; i++) {
        counts[i][order[i]]++;
      }
    }
    // 6,000 expected with a standard deviation of 67.
    for (int[] row : counts) {
      assertThat(Arrays.stream(row)).allMatch(n -> Math.abs(n - 6000) < 300);
    }
  }

  @Test
  void rejectsAFirstDrawInsideABlock() {
    assertThatThrownBy(() -> new RandomStream(0, 0, 0, 0).uniform(3, new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple of 4");
  }
}
