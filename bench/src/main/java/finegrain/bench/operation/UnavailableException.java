package finegrain.bench.operation;

/** A library that cannot be loaded here, or has no such operation; the message says why. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With the reason in a few words. */
  public UnavailableException(String reason) {
    super(reason);
  }

  /** With the reason in a few words, and what caused it. */
  public UnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
