package finegrain.trainer.data;

/**
 * Reads decimal numbers. A file has decimal points or decimal commas, and the first number that has
 * one decides; the other is an error from then on.
 */
final class DecimalParser {
  private static final char POINT = '.';
  private static final char COMMA = ',';
  private static final char UNKNOWN = 0;

  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** So many digits are a whole number that a double holds exactly. */
  private static final int EXACT_DIGITS = 15;

  private final boolean commas;
  private char mark = UNKNOWN;

  /** A parser that takes decimal commas too, or points only. */
  DecimalParser(boolean commas) {
    this.commas = commas;
  }

  /** Whether a comma can be a decimal sign. */
  boolean takesCommas() {
    return commas;
  }

  /** Whether a number had a decimal comma. */
  boolean hasCommas() {
    return mark == COMMA;
  }

  /** Whether a number had a decimal point. */
  boolean hasPoints() {
    return mark == POINT;
  }

  /** The number, or NaN for all else, and so for words that Java would take for a number. */
  double parse(String text) {
    return parse(text.toCharArray(), 0, text.length());
  }

  /**
   * The number in a part of a buffer, or NaN.
   *
   * <p>A quotient of two doubles that are exact is rounded once, so it is the double that is
   * nearest to the decimal number, as {@link Double#parseDouble} gives it. What is longer is left
   * to that.
   */
  double parse(char[] buffer, int from, int length) {
    int at = from;
    int end = from + length;
    while (at < end && buffer[at] == ' ') {
      at++;
    }
    boolean negative = at < end && buffer[at] == '-';
    if (negative || (at < end && buffer[at] == '+')) {
      at++;
    }
    long digits = 0;
    int count = 0;
    int decimals = 0;
    char found = UNKNOWN;
    for (; at < end; at++) {
      int digit = buffer[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
        count++;
        decimals += found == UNKNOWN ? 0 : 1;
      } else if (found == UNKNOWN && isMark(buffer[at])) {
        found = buffer[at];
      } else {
        return parseAny(new String(buffer, from, length));
      }
      if (count > EXACT_DIGITS) {
        return parseAny(new String(buffer, from, length));
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    if (found != UNKNOWN) {
      mark = found;
    }
    double value = decimals == 0 ? digits : digits / POWERS[decimals];
    return negative ? -value : value;
  }

  private boolean isMark(char c) {
    return (c == POINT && mark != COMMA) || (c == COMMA && commas && mark != POINT);
  }

  private double parseAny(String field) {
    String text = field.strip();
    char found = UNKNOWN;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (found == UNKNOWN && isMark(c)) {
        found = c;
      } else if ("0123456789+-eE".indexOf(c) < 0) {
        return Double.NaN;
      }
    }
    try {
      double value = Double.parseDouble(text.replace(COMMA, POINT));
      if (found != UNKNOWN) {
        mark = found;
      }
      return value;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
