package finegrain.trainer.cli;

import finegrain.trainer.data.fetch.FetchProgress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/**
 * The progress of a download: a line with a bar that is drawn again on a terminal, a plain line
 * every ten seconds elsewhere, and sentences between them.
 */
final class DownloadProgress implements FetchProgress, AutoCloseable {
  private static final int REDRAW_MILLIS = 200;
  private static final int LINE_MILLIS = 10_000;
  private static final int LEAST_BAR = 10;
  private static final int MOST_BAR = 40;

  private final Console console;
  private final OptionalInt columns = Console.terminalColumns();
  private Optional<ProgressBar> bar = Optional.empty();
  private volatile String name = "";

  // Where the rate is counted from: the last beginning.
  private volatile long since;
  private volatile long doneThen;

  DownloadProgress(Console console) {
    this.console = console;
  }

  @Override
  public void begin(String file, long done, long total) {
    end();
    name = file;
    since = System.nanoTime();
    doneThen = done;
    bar =
        Optional.of(
            new ProgressBarBuilder()
                .setInitialMax(total)
                .startsFrom(done, Duration.ZERO)
                .setRenderer(this::render)
                .setUpdateIntervalMillis(columns.isPresent() ? REDRAW_MILLIS : LINE_MILLIS)
                .setConsumer(
                    new DelegatingProgressBarConsumer(
                        this::draw, columns.orElse(Integer.MAX_VALUE) - 1))
                .build());
  }

  @Override
  public void at(long bytes) {
    if (bytes < doneThen) {
      since = System.nanoTime();
      doneThen = bytes;
    }
    bar.ifPresent(each -> each.stepTo(bytes));
  }

  @Override
  public void say(String sentence) {
    String covering = columns.isPresent() ? "\r" + " ".repeat(columns.getAsInt() - 1) + "\r" : "";
    console.err().println(covering + sentence);
  }

  /** For a fetch that is stopped. */
  String stopped() {
    return "stopped; the same command goes on from there";
  }

  private String render(ProgressState state, int room) {
    double seconds = (System.nanoTime() - since) * 1e-9;
    double rate = (state.getCurrent() - doneThen) / seconds;
    double unit = state.getMax() < 1e6 ? 1e3 : 1e6;
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%s: %.1f of %.1f %s",
                name,
                state.getCurrent() / unit,
                state.getMax() / unit,
                unit == 1e6 ? "MB" : "kB"));
    if (rate > 0) {
      text.append(String.format(Locale.ROOT, ", %.1f MB/s", rate * 1e-6));
      long left = Math.round((state.getMax() - state.getCurrent()) / rate);
      if (left > 0) {
        text.append(String.format(Locale.ROOT, ", %d:%02d left", left / 60, left % 60));
      }
    }
    int bars = columns.isPresent() ? Math.min(room - text.length() - " []".length(), MOST_BAR) : 0;
    if (bars < LEAST_BAR) {
      return text.substring(0, Math.min(text.length(), Math.max(0, room)));
    }
    int filled = state.getMax() == 0 ? bars : (int) (state.getCurrent() * bars / state.getMax());
    return "[%s%s] %s".formatted("=".repeat(filled), " ".repeat(bars - filled), text);
  }

  private void draw(String text) {
    if (columns.isPresent()) {
      // A line that was longer before is covered.
      console.err().print("\r" + text + " ".repeat(columns.getAsInt() - 1 - text.length()));
      console.err().flush();
    } else {
      console.err().println(text);
    }
  }

  @Override
  public void end() {
    if (bar.isPresent()) {
      bar.get().close();
      bar = Optional.empty();
      if (columns.isPresent()) {
        console.err().println();
      }
    }
  }

  @Override
  public void close() {
    end();
  }
}
