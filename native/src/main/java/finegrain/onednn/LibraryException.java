package finegrain.onednn;

/** Why oneDNN's library cannot be used, in words for the user. */
final class LibraryException extends Exception {
  private static final long serialVersionUID = 1;

  LibraryException(String reason) {
    super(reason);
  }

  LibraryException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
