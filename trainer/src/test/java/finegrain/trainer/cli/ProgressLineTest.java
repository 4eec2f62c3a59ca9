package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressLineTest {
  private static final String TEXT =
      "1200/4800 models, 442 alive, 1.23M steps/s, 238 GFLOP/s, 56 % of peak, 0:27:09 left";
  private static final ProgressLine LINE =
      new ProgressLine(
          1200,
          4800,
          442,
          1_234_567,
          238.4,
          OptionalDouble.of(428),
          Optional.empty(),
          Optional.of(Duration.ofSeconds(27 * 60 + 9)));

  @Test
  void saysWhereTheRunStands() {
    assertThat(LINE.text()).isEqualTo(TEXT);
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    assertThat(
            new ProgressLine(
                    0, 24, 0, 0, 0, OptionalDouble.empty(), Optional.empty(), Optional.empty())
                .text())
        .isEqualTo("0/24 models");
    assertThat(
            new ProgressLine(
                    3, 24, 2, 950, 1.6, OptionalDouble.empty(), Optional.empty(), Optional.empty())
                .text())
        .isEqualTo("3/24 models, 2 alive, 950 steps/s, 2 GFLOP/s");
  }

  @ParameterizedTest
  @CsvSource({
    "12, 12 steps/s",
    "1234, 1.23k steps/s",
    "12345, 12.3k steps/s",
    "123456, 123k steps/s",
    "12345678, 12.3M steps/s",
  })
  void stepsHaveThreeDigits(double steps, String words) {
    assertThat(
            new ProgressLine(
                    0, 1, 0, steps, 5, OptionalDouble.empty(), Optional.empty(), Optional.empty())
                .text())
        .isEqualTo("0/1 models, " + words + ", 5 GFLOP/s");
  }

  @Test
  void aWideTerminalHasABar() {
    String line = LINE.fit(120);
    assertThat(line).hasSize(120).endsWith("] " + TEXT);
    // A quarter of the 34 columns that are left, rounded down.
    assertThat(line).startsWith("[" + "=".repeat(8) + " ".repeat(26) + "]");
    assertThat(LINE.fit(1000)).hasSizeLessThan(200);
  }

  /** The models and the time left are the last to go. */
  @Test
  void aNarrowTerminalHasFewerDetails() {
    assertThat(LINE.fit(TEXT.length())).isEqualTo(TEXT);
    assertThat(LINE.fit(79))
        .isEqualTo("1200/4800 models, 442 alive, 1.23M steps/s, 238 GFLOP/s, 0:27:09 left");
    assertThat(LINE.fit(40)).isEqualTo("1200/4800 models, 0:27:09 left");
    assertThat(LINE.fit(10)).isEqualTo("1200/4800 ");
    assertThat(LINE.fit(0)).isEmpty();
    for (int columns = 0; columns < 200; columns++) {
      assertThat(LINE.fit(columns)).hasSizeLessThanOrEqualTo(columns);
    }
  }

  @Test
  void aProfileShowsThePhasesToo() {
    ProgressLine line =
        new ProgressLine(
            3,
            24,
            2,
            950,
            1.6,
            OptionalDouble.empty(),
            Optional.of("update 48 % forward 21 % evaluation 17 %"),
            Optional.of(Duration.ofSeconds(9)));
    String text =
        "3/24 models, 2 alive, 950 steps/s, 2 GFLOP/s, update 48 % forward 21 % evaluation 17 %,"
            + " 0:00:09 left";
    assertThat(line.text()).isEqualTo(text);
    assertThat(line.fit(text.length() - 1))
        .doesNotContain("update")
        .endsWith("2 GFLOP/s, 0:00:09 left");
  }

  @Test
  void theBarIsFullAtTheEnd() {
    ProgressLine end =
        new ProgressLine(
            24, 24, 0, 0, 0, OptionalDouble.empty(), Optional.empty(), Optional.empty());
    assertThat(end.fit(79)).isEqualTo("[" + "=".repeat(40) + "] 24/24 models");
  }
}
