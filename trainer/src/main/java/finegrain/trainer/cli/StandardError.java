package finegrain.trainer.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Where messages to the user go.
 *
 * <p>The launcher passes the JVM's own standard error through a filter that drops the warning about
 * the incubating Vector API, and hands the user's real one over as file descriptor 0, which it says
 * with {@code -Dfinegrain.stderr=0}. What is written there needs no filter to have arrived.
 */
final class StandardError {
  private StandardError() {}

  /**
   * The user's standard error. A write is a system call: nothing waits in a buffer of the JVM's. It
   * is not to be closed.
   */
  static PrintStream open() {
    return switch (System.getProperty("finegrain.stderr")) {
      case "0" -> new PrintStream(new FileOutputStream(FileDescriptor.in), true, charset());
      case null, default -> System.err;
    };
  }

  private static Charset charset() {
    return Charset.forName(System.getProperty("stderr.encoding"), Charset.defaultCharset());
  }
}
