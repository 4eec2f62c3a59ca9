package finegrain.trainer.data.image;

/** A file that gives no image; the message says why, as the end of a sentence about the file. */
final class BadImageException extends Exception {
  private static final long serialVersionUID = 1;

  BadImageException(String reason) {
    super(reason);
  }

  BadImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
