package finegrain.trainer.study.multiview;

import finegrain.trainer.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The range of the strength of the opposing common feature in hard samples; uniform.
 *
 * @param low at least 0
 * @param high at least {@code low}
 * @param text as the user wrote it
 */
record Alpha(float low, float high, String text) {
  private static final Pattern FORM = Pattern.compile("(\\d*\\.?\\d+)-(\\d*\\.?\\d+)");

  /**
   * A range such as {@code 0.2-0.4}.
   *
   * @throws UserError if it is none
   */
  static Alpha of(String option, String text) {
    Matcher numbers = FORM.matcher(text);
    if (numbers.matches()) {
      float low = Float.parseFloat(numbers.group(1));
      float high = Float.parseFloat(numbers.group(2));
      if (low <= high && high <= 1) {
        return new Alpha(low, high, text);
      }
    }
    throw new UserError(
        "--%s must have ranges from 0 to 1 such as 0.2-0.4, not \"%s\"".formatted(option, text));
  }

  /** The strength for a uniform number from 0 to 1. */
  float at(float uniform) {
    return low + (high - low) * uniform;
  }

  /** The middle of the range. */
  double middle() {
    return ((double) low + high) / 2;
  }
}
