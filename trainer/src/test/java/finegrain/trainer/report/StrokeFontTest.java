package finegrain.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StrokeFontTest {
  private static final Mark.Lettering TEXT = Mark.Lettering.of(100);
  private static final List<Double> UNKNOWN = line("\uffff");

  @Test
  void everyPrintableAsciiCharacterAndTheSignsOfNumbersHaveAGlyph() {
    for (char letter = '!'; letter <= '~'; letter++) {
      assertThat(line(Character.toString(letter))).isNotEqualTo(UNKNOWN).isNotEmpty();
    }
    for (char sign : "−–×·±≤≥→…°²β".toCharArray()) {
      assertThat(line(Character.toString(sign))).isNotEqualTo(UNKNOWN).isNotEmpty();
    }
    assertThat(line(" ")).isEmpty();
  }

  @Test
  void lettersLoseTheirAccentsAndOthersAreBoxes() {
    assertThat(line("é")).isEqualTo(line("e"));
    assertThat(line("Ünï")).isEqualTo(line("Uni"));
    assertThat(line("字")).isEqualTo(UNKNOWN);
  }

  @Test
  void digitsAreEquallyWide() {
    for (char digit = '1'; digit <= '9'; digit++) {
      assertThat(StrokeFont.width(Character.toString(digit), TEXT))
          .isEqualTo(StrokeFont.width("0", TEXT));
    }
  }

  /** Helvetica's widths for these words at size 100, by its published metrics (AFM). */
  @Test
  void wordsAreAsWideAsInHelveticaWithRoom() {
    // a 556, c 500, u 556, r 333, y 500 of 1000
    assertThat(StrokeFont.width("accuracy", TEXT)).isBetween(405.7, 405.7 * 1.1);
    assertThat(StrokeFont.width("0123456789", TEXT)).isBetween(556.0, 556 * 1.1);
  }

  private static List<Double> line(String text) {
    return StrokeFont.outline(text, TEXT).lines().stream()
        .flatMap(line -> Arrays.stream(line).boxed())
        .toList();
  }
}
