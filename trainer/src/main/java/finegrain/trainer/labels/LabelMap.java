package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import java.util.stream.IntStream;

/**
 * A map from fine classes to coarse ones, written as one digit for each fine class: {@code
 * 00001111} puts the first four into coarse class 0. After 9 come a to z.
 *
 * @param digits the coarse class of each fine class; from 0 to the largest all occur, two at least
 */
public record LabelMap(String digits) {
  /** How many coarse classes there may be: 0 to 9 and a to z. */
  static final int MOST_CLASSES = 36;

  /**
   * Checks the digits.
   *
   * @throws UserError if there is another character, or a coarse class has no fine one
   */
  public LabelMap {
    if (!digits.matches("[0-9a-z]+")) {
      throw new UserError(
          "the map %s must have a digit for each fine class, the number of its coarse class"
              .formatted(digits));
    }
    for (int group = 0; group < Math.max(2, classes(digits)); group++) {
      char digit = Character.forDigit(group, MOST_CLASSES);
      if (digits.indexOf(digit) < 0) {
        throw new UserError(
            "the map %s leaves coarse class %c without a fine class; each needs at least one"
                .formatted(digits, digit));
      }
    }
  }

  private static int classes(String digits) {
    return 1 + digits.chars().map(LabelMap::value).max().orElseThrow();
  }

  private static int value(int digit) {
    return Character.digit(digit, MOST_CLASSES);
  }

  /** How many fine classes there are. */
  public int fineClasses() {
    return digits.length();
  }

  /** How many coarse classes there are. */
  public int coarseClasses() {
    return classes(digits);
  }

  /** The coarse class of a fine one. */
  public int coarse(int fine) {
    return value(digits.charAt(fine));
  }

  /** The fine classes of a coarse one, in increasing order. */
  public int[] members(int coarse) {
    return IntStream.range(0, fineClasses()).filter(fine -> coarse(fine) == coarse).toArray();
  }
}
