package finegrain.trainer.cli;

import java.io.PrintStream;
import java.util.OptionalInt;

/**
 * Where the user reads: results on standard output, progress and errors on standard error.
 *
 * @param out standard output
 * @param err standard error
 */
record Console(PrintStream out, PrintStream err) {
  private static final String COLUMNS_PROPERTY = "finegrain.terminal.columns";

  void say(String line) {
    out.println(line);
  }

  void error(String sentence) {
    err.println("finegrain: " + sentence);
  }

  /** The width of the terminal that standard error is, if it is one: the launcher tells. */
  static OptionalInt terminalColumns() {
    int columns = Integer.getInteger(COLUMNS_PROPERTY, 0);
    return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
  }
}
