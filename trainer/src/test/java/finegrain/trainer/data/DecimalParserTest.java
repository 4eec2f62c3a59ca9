package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalParserTest {
  @Provide
  Arbitrary<String> decimals() {
    Arbitrary<String> digits = Arbitraries.strings().numeric().ofMinLength(0).ofMaxLength(22);
    return Combinators.combine(
            Arbitraries.of("", "-", "+"),
            digits.filter(text -> !text.isEmpty()),
            Arbitraries.of("", "."),
            digits,
            Arbitraries.of("", "e5", "E-30", "e+300", "e-320"))
        .as((sign, whole, point, rest, exponent) -> sign + whole + point + rest + exponent);
  }

  /** Java's own parser rounds to the nearest double. */
  @Property(tries = 5000)
  void givesTheNearestDouble(@ForAll("decimals") String text) {
    double right = Double.parseDouble(text);
    assertThat(Double.doubleToRawLongBits(new DecimalParser(false).parse(text)))
        .isEqualTo(Double.doubleToRawLongBits(right));
    assertThat(Double.doubleToRawLongBits(new DecimalParser(true).parse(text.replace('.', ','))))
        .isEqualTo(Double.doubleToRawLongBits(right));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "-.",
        "1.2.3",
        "1d",
        "0x1p3",
        "NaN",
        "Infinity",
        "1 2",
        "1,5",
        "e5",
        "1e",
        "--1"
      })
  void allElseIsNoNumber(String text) {
    assertThat(new DecimalParser(false).parse(text)).isNaN();
  }

  @Test
  void blanksAtTheEndsDoNotCount() {
    assertThat(new DecimalParser(false).parse("  -.5\t")).isEqualTo(-.5);
  }

  @Test
  void theFirstMarkDecides() {
    DecimalParser parser = new DecimalParser(true);
    assertThat(parser.parse("x,5")).isNaN();
    assertThat(parser.parse("7")).isEqualTo(7);
    assertThat(parser.parse("1.5")).isEqualTo(1.5);
    assertThat(parser.parse("1,5")).isNaN();
    assertThat(parser.hasPoints()).isTrue();
    DecimalParser other = new DecimalParser(true);
    assertThat(other.parse("1234567890,123456789"))
        .isEqualTo(Double.parseDouble("1234567890.123456789"));
    assertThat(other.parse("1.5")).isNaN();
    assertThat(other.hasCommas()).isTrue();
  }
}
