package finegrain.trainer.experiment;

/**
 * What "Should We Always Train Models on Fine-Grained Classes?" says about a question.
 *
 * @param source whether the paper reports the answer or leaves it open
 * @param words after "the paper reports that" or "the paper leaves open", without the last full
 *     stop
 * @param sign of the answer if the words are right
 */
public record Claim(Source source, String words, Sign sign) {
  /** Whether the paper reports a claim or leaves it open. */
  public enum Source {
    REPORTED,
    LEFT_OPEN
  }

  /** The expected sign: of a change along an axis, of a difference or of a correlation. */
  public enum Sign {
    POSITIVE,
    NEGATIVE
  }
}
