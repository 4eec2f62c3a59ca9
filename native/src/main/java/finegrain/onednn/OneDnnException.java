package finegrain.onednn;

/** A call of oneDNN that failed; the message names the call, the shapes and the status in words. */
public final class OneDnnException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OneDnnException(String call, String shapes, int status) {
    super("%s of %s failed: %s".formatted(call, shapes, words(status)));
  }

  /** Returns if a {@code dnnl_status_t} is success, and throws otherwise. */
  static void check(int status, String call, String shapes) {
    if (status != 0) {
      throw new OneDnnException(call, shapes, status);
    }
  }

  /** What a {@code dnnl_status_t} means. */
  static String words(int status) {
    return switch (status) {
      case 0 -> "success";
      case 1 -> "out of memory";
      case 2 -> "invalid arguments";
      case 3 -> "not implemented";
      case 4 -> "no further implementation";
      case 5 -> "run-time error";
      case 6 -> "not required";
      case 7 -> "invalid graph";
      case 8 -> "invalid operation of a graph";
      case 9 -> "invalid shape";
      case 10 -> "invalid data type";
      default -> "unknown status " + status;
    };
  }
}
