package finegrain.trainer.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * A line of progress on standard error: with a bar that is drawn again on a terminal, a plain line
 * every ten seconds elsewhere. The library's one thread draws.
 */
final class LiveLine implements AutoCloseable {
  private static final int REDRAW_MILLIS = 200;
  private static final int LINE_MILLIS = 10_000;
  private static final int LEAST_BAR = 10;
  private static final int MOST_BAR = 40;

  private final Console console;
  private final PrintStream err;
  private final OptionalInt columns = Console.terminalColumns();
  private final ProgressBar bar;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean lastLine;

  /** Makes the text. */
  interface Text {
    /**
     * The text of a state.
     *
     * @param room columns that it may have on a terminal
     */
    String of(long done, long total, OptionalInt room);
  }

  /** A line for so many things, of which so many were done before. */
  LiveLine(Console console, long done, long total, Text text) {
    this.console = console;
    err = console.err();
    bar =
        new ProgressBarBuilder()
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setRenderer(
                (state, room) ->
                    text.of(
                        state.getCurrent(),
                        state.getMax(),
                        columns.isPresent() ? OptionalInt.of(room) : OptionalInt.empty()))
            .setUpdateIntervalMillis(columns.isPresent() ? REDRAW_MILLIS : LINE_MILLIS)
            .setConsumer(
                new DelegatingProgressBarConsumer(
                    this::draw, columns.orElse(Integer.MAX_VALUE) - 1))
            .build();
  }

  /** So many more are done. */
  void step(long count) {
    bar.stepBy(count);
  }

  long done() {
    return bar.getCurrent();
  }

  long total() {
    return bar.getMax();
  }

  /**
   * The parts of a text in at most so many columns: with a bar if there is room, without some of
   * them if not. The first part and the last one are the last to go.
   */
  static String fit(List<String> parts, long done, long total, int columns) {
    List<String> kept = new ArrayList<>(parts);
    while (String.join(", ", kept).length() > columns && kept.size() > 2) {
      kept.remove(kept.size() - 2);
    }
    String text = String.join(", ", kept);
    int room = Math.min(columns - text.length() - " []".length(), MOST_BAR);
    if (room >= LEAST_BAR) {
      int filled = total == 0 ? room : (int) (done * room / total);
      return "[%s%s] %s".formatted("=".repeat(filled), " ".repeat(room - filled), text);
    }
    return text.substring(0, Math.max(0, Math.min(text.length(), columns)));
  }

  /** Says something on standard output, which stays above the line. */
  synchronized void say(String sentence) {
    if (columns.isPresent()) {
      err.print("\r" + " ".repeat(columns.getAsInt() - 1) + "\r");
      err.flush();
    }
    console.say(sentence);
    console.out().flush();
  }

  private synchronized void draw(String text) {
    if (columns.isPresent()) {
      // A line that was longer before is covered.
      err.print("\r" + text + " ".repeat(columns.getAsInt() - 1 - text.length()));
      err.flush();
    } else if (!lastLine) {
      err.println(text);
      // The last one comes twice.
      lastLine = closed.get();
    }
  }

  /** Draws the last state, once. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      bar.close();
      if (columns.isPresent()) {
        err.println();
      }
    }
  }
}
