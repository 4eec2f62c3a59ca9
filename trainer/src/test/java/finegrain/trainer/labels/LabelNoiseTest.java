package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelNoiseTest {
  /** Classes 3 and 4 are alone in their coarse classes. */
  private static final LabelMap MAP = LabelMap.parse("00012");

  private static int[] labels(int samples) {
    return IntStream.range(0, samples).map(i -> i % MAP.fineClasses()).toArray();
  }

  private static int[] applied(String noise, int[] fine) {
    return LabelNoise.parse(noise).applied(fine, MAP, 5, 1);
  }

  /** By a program of its own in Python, from the definition of Philox4x32-10 and of the noise. */
  @ParameterizedTest
  @CsvSource({
    "0,           01234012340123401234",
    "inside:0.1,  01234012340223401234",
    "inside:0.25, 01034011340203401234",
    "inside:0.5,  00034111342203412234",
    "across:0.1,  01234012340423401224",
    "across:0.25, 01134013340403401224",
    "across:0.5,  00134213344403424224"
  })
  void theLabelsAreThoseOfAnotherProgram(String noise, String expected) {
    assertThat(applied(noise, labels(20)))
        .containsExactly(expected.chars().map(digit -> digit - '0').toArray());
  }

  @Test
  void theShareIsExactAndNested() {
    int[] fine = labels(1000);
    int[] little = applied("across:0.03", fine);
    int[] much = applied("across:0.3", fine);
    assertThat(IntStream.range(0, 1000).filter(i -> little[i] != fine[i])).hasSize(30);
    assertThat(IntStream.range(0, 1000).filter(i -> much[i] != fine[i])).hasSize(300);
    assertThat(IntStream.range(0, 1000).filter(i -> little[i] != fine[i]))
        .allMatch(i -> much[i] == little[i]);
  }

  /** Each of the four other classes is as likely; 5 deviations of a share of 1/4 of 2,000. */
  @Test
  void eachOtherClassIsEquallyLikely() {
    int[] noisy = applied("across:1", new int[2000]);
    for (int other = 1; other < 5; other++) {
      int of = other;
      assertThat(IntStream.of(noisy).filter(fine -> fine == of).count()).isBetween(403L, 597L);
    }
  }

  @Test
  void noiseInsideKeepsTheCoarseClass() {
    int[] fine = labels(500);
    int[] noisy = applied("inside:1", fine);
    for (int i = 0; i < fine.length; i++) {
      assertThat(MAP.coarse(noisy[i])).isEqualTo(MAP.coarse(fine[i]));
      // A class alone in its coarse class has no other label to get.
      assertThat(noisy[i] == fine[i]).isEqualTo(fine[i] >= 3);
    }
  }

  @Test
  void repeatsAndSeedsHaveNoiseOfTheirOwn() {
    LabelNoise noise = LabelNoise.parse("across:0.1");
    int[] fine = labels(200);
    assertThat(noise.applied(fine, MAP, 5, 1))
        .isNotEqualTo(noise.applied(fine, MAP, 5, 2))
        .isNotEqualTo(noise.applied(fine, MAP, 6, 1));
  }

  @Test
  void aListHasBothKindsOfAShareAndOneOrder() {
    assertThat(LabelNoise.list("across:.3,0.1,0,inside:0.10,0.030"))
        .hasToString("[0, inside:0.03, inside:0.1, across:0.03, across:0.1, across:0.3]");
    assertThat(LabelNoise.list("inside:0,across:0.0")).containsExactly(LabelNoise.NONE);
    for (LabelNoise noise : LabelNoise.list("0,0.00001,1")) {
      assertThat(LabelNoise.parse(noise.toString())).isEqualTo(noise);
    }
    assertThat(List.of(LabelNoise.NONE.isNone(), LabelNoise.parse("inside:0.1").isNone()))
        .containsExactly(true, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.1,", "-0.1", "1.5", "10%", "both:0.1", ":0.1", "NaN", "inside:"})
  void anythingElseIsRefusedInOneSentence(String list) {
    assertThatThrownBy(() -> LabelNoise.list(list))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--label-noise must be shares from 0 to 1, separated by commas");
  }
}
