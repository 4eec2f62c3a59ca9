package finegrain.trainer.training;

/**
 * How the models of an architecture are trained.
 *
 * @param protocol the rules for everything but the length
 * @param epochs the longest training; 0 for as many as the protocol says
 */
public record Rules(Protocol protocol, int epochs) {
  /** Checks the number. */
  public Rules {
    if (epochs < 0) {
      throw new IllegalArgumentException("a training has epochs, not " + epochs);
    }
  }
}
