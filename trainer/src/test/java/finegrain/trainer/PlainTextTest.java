package finegrain.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
  @Test
  void controlCharactersBecomeVisible() {
    assertThat(PlainText.visible("a\u001b[31mred\u202e\u0007"))
        .isEqualTo("a\\u001b[31mred\\u202e\\u0007");
    assertThat(PlainText.visible("Gänse 🦆")).isEqualTo("Gänse 🦆");
    assertThat(PlainText.line(" a \r\n b\t")).isEqualTo("a b");
  }

  @Test
  void longTextsAreCut() {
    assertThat(PlainText.shortened("lorem ".repeat(800)))
        .isEqualTo("lorem lorem lorem lorem lorem lorem lore...");
    assertThat(PlainText.shortened("a".repeat(39) + "🦆🦆")).isEqualTo("a".repeat(39) + "...");
    assertThat(PlainText.names(Collections.nCopies(13, "x")))
        .isEqualTo("x, x, x, x, x, x, x, x, x, x and 3 more");
    assertThat(PlainText.names(Collections.nCopies(1000, "x"))).endsWith("x, x and 990 more");
    assertThat(PlainText.names(Collections.nCopies(12, "x"))).hasSize(12 + 11 * 2);
    assertThat(PlainText.names(List.of("a", "b"))).isEqualTo("a, b");
  }
}
