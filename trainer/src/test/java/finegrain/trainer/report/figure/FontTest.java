package finegrain.trainer.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FontTest {
  /** The font's size. */
  private static final double TEXT = 13;

  @Test
  void digitsAreEquallyWide() {
    for (char digit = '1'; digit <= '9'; digit++) {
      assertThat(Font.TEXT.width(Character.toString(digit))).isEqualTo(Font.TEXT.width("0"));
    }
  }

  /** By Helvetica's published metrics (AFM), in thousandths of the font's size. */
  @Test
  void wordsAreAsWideAsInHelveticaWithRoom() {
    assertThat(Font.TEXT.width("accuracy")).isBetween(4.057 * TEXT, 4.057 * 1.1 * TEXT);
    assertThat(Font.TEXT.width("0123456789")).isBetween(5.56 * TEXT, 5.56 * 1.1 * TEXT);
    // W 944, i 222, l 222, l 222, M 833
    assertThat(Font.TEXT.width("WillM")).isBetween(2.443 * TEXT, 2.443 * 1.2 * TEXT);
    // Helvetica-Bold: f 333, i 278, n 611, e 556
    assertThat(Font.PANEL_TITLE.width("fine")).isBetween(1.778 * TEXT, 1.778 * 1.2 * TEXT);
  }

  @Test
  void accentsTakeNoRoom() {
    assertThat(Font.TEXT.width("\u00dcn\u00ef")).isEqualTo(Font.TEXT.width("Uni"));
  }

  @Test
  void textBreaksAtSpaces() {
    assertThat(Font.TEXT.wrap("one two", 1000)).isEqualTo(List.of("one two"));
    assertThat(Font.TEXT.wrap(" one  two ", 1)).isEqualTo(List.of("one", "two"));
  }
}
