package finegrain.trainer.report.figure;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as text, the same in every locale. */
final class Numbers {
  private static final char MINUS = '\u2212';

  private Numbers() {}

  /** The shortest text that identifies a number, with a minus sign, for people. */
  static String text(double value) {
    return text(BigDecimal.valueOf(value));
  }

  static String text(BigDecimal value) {
    int exponent = value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    BigDecimal shortest = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    String plain =
        exponent < -4 || exponent > 7
            ? shortest.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent
            : shortest.toPlainString();
    return plain.replace('-', MINUS);
  }

  /** A number to four significant digits. */
  static String rounded(double value) {
    return text(new BigDecimal(value).round(new MathContext(4)));
  }

  /** A number with all its decimals, trailing zeros included. */
  static String asIs(BigDecimal value) {
    return value.toPlainString().replace('-', MINUS);
  }

  /** A coordinate, to a tenth of a pixel. */
  static String coordinate(double value) {
    long tenths = Math.round(value * 10);
    long part = Math.abs(tenths) % 10;
    return (tenths < 0 ? "-" : "") + Math.abs(tenths) / 10 + (part == 0 ? "" : "." + part);
  }
}
