package finegrain.trainer;

/**
 * What the user can mend: a wrong option, a missing or damaged file, a folder that cannot be
 * written. The message is one sentence that names the thing and says what would be right; the
 * command line prints it and exits with 2.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with one sentence for the user. */
  public UserError(String message) {
    super(message);
  }

  /** An error with one sentence for the user, and what led to it for {@code --debug}. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
