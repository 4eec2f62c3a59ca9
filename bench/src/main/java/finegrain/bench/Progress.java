package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.Library;
import java.io.PrintStream;
import java.util.Locale;

/** A line of progress, if standard error is a terminal. */
final class Progress implements AutoCloseable {
  private static final int WIDTH = 78;

  private final PrintStream err;
  private final boolean terminal;
  private final long begin = System.nanoTime();

  Progress(PrintStream err) {
    this.err = err;
    // Only the launcher knows: it puts a filter between this JVM and the terminal.
    terminal = System.getProperty("finegrain.terminal.columns") != null;
  }

  void show(BenchmarkCase benchmark, Library library, int fork, int done, int all) {
    if (terminal) {
      double minutes = (System.nanoTime() - begin) / 60e9;
      String left =
          done == 0
              ? ""
              : String.format(Locale.ROOT, ", %.1f min left", minutes / done * (all - done));
      String line =
          String.format(
              Locale.ROOT,
              "[%d of %d] %s, %s, fork %d%s",
              done + 1,
              all,
              benchmark,
              library.id(),
              fork,
              left);
      show(line);
    }
  }

  void show(String line) {
    if (terminal) {
      err.print("\r" + (line + " ".repeat(WIDTH)).substring(0, WIDTH));
      err.flush();
    }
  }

  void clear() {
    if (terminal) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
