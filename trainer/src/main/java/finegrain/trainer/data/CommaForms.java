package finegrain.trainer.data;

/**
 * How the numbers of each feature are written where commas may be decimal signs. Commas before
 * three digits, beside whole numbers without a comma, may as well mark thousands.
 */
final class CommaForms {
  private static final int THOUSANDS = 1;
  private static final int DECIMALS = 2;
  private static final int PLAIN = 4;

  private final int[] forms;

  CommaForms(int features) {
    forms = new int[features];
  }

  /** Notes how a number is written. */
  void note(int feature, char[] buffer, int offset, int length) {
    int comma = -1;
    boolean digits = true;
    for (int i = 0; i < length; i++) {
      char c = buffer[offset + i];
      if (c == ',') {
        comma = i;
      } else {
        digits &= c >= '0' && c <= '9';
      }
    }
    if (comma < 0) {
      forms[feature] |= digits ? PLAIN : 0;
    } else {
      boolean groups = comma >= 1 && comma <= 3 && length - comma == 4 && buffer[offset] != '0';
      forms[feature] |= digits && groups ? THOUSANDS : DECIMALS;
    }
  }

  /** Whether the commas of a feature may mark thousands. */
  boolean mayBeThousands(int feature) {
    return forms[feature] == (THOUSANDS | PLAIN);
  }
}
