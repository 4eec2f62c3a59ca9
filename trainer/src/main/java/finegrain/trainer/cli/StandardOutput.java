package finegrain.trainer.cli;

import finegrain.kernels.host.LinuxFiles;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Standard output that remembers why it could not be written: {@link PrintStream} alone only knows
 * that something failed. A reader that closes its pipe, such as {@code head}, has read enough,
 * which is no failure.
 */
public final class StandardOutput {
  private final Watched watched;
  private final PrintStream stream;
  private final boolean pipe;

  /** What is written to some stream, in an encoding. */
  StandardOutput(OutputStream out, Charset charset) {
    this(out, charset, false);
  }

  /**
   * What is written to some stream.
   *
   * @param pipe whether it is known to be a pipe: the system tells in the user's language why a
   *     write failed
   */
  private StandardOutput(OutputStream out, Charset charset, boolean pipe) {
    this.pipe = pipe;
    watched = new Watched(out);
    stream = new PrintStream(new BufferedOutputStream(watched), true, charset);
  }

  /** That of this process. */
  public static StandardOutput ofThisProcess() {
    return new StandardOutput(
        new FileOutputStream(FileDescriptor.out),
        Charset.forName(System.getProperty("stdout.encoding"), Charset.defaultCharset()),
        LinuxFiles.ofThisMachine().isPipe(1));
  }

  /** Where to print. */
  public PrintStream stream() {
    return stream;
  }

  /**
   * The exit code of a command whose output is printed: 1 in place of 0 if some of it was not
   * written.
   *
   * @param code of the command itself
   * @param error hears a sentence if some was not written
   */
  public int exitCode(int code, Consumer<String> error) {
    stream.flush();
    if (watched.failure == null || pipe || isClosedPipe(watched.failure)) {
      return code;
    }
    error.accept("standard output cannot be written (%s)".formatted(watched.failure.getMessage()));
    return code == 0 ? 1 : code;
  }

  private static boolean isClosedPipe(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  private static final class Watched extends FilterOutputStream {
    private volatile IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
