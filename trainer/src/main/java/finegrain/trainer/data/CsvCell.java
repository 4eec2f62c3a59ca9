package finegrain.trainer.data;

/** What a field of a csv file is, as far as its text tells. */
enum CsvCell {
  NUMBER,
  /** Written as true or false. */
  TRUTH,
  MISSING,
  TEXT;

  /** What a text without blanks at its ends is. */
  static CsvCell of(String text, DecimalParser parser) {
    if (!Double.isNaN(parser.parse(text))) {
      return NUMBER;
    }
    if (MissingValues.isFeature(text)) {
      return MISSING;
    }
    return isTrue(text) || isFalse(text) ? TRUTH : TEXT;
  }

  /** Whether a feature may have it. */
  boolean isValue() {
    return this != TEXT;
  }

  static boolean isTrue(String text) {
    return text.equals("True") || text.equals("true") || text.equals("TRUE");
  }

  static boolean isFalse(String text) {
    return text.equals("False") || text.equals("false") || text.equals("FALSE");
  }
}
