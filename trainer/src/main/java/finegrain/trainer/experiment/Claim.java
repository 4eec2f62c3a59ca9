package finegrain.trainer.experiment;

/**
 * What the paper says of a question.
 *
 * @param source whether the paper reports it or leaves it open
 * @param words that follow "the paper reports that" or "the paper leaves open", without a full stop
 * @param sign that the answer has if the words are right
 */
public record Claim(Source source, String words, Sign sign) {
  /** What the paper does with a claim. */
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
