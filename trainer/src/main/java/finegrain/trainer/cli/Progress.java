package finegrain.trainer.cli;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.function.Consumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * The progress of a run, with rate and time left: a bar that is drawn again on a terminal, a line
 * every ten seconds elsewhere.
 */
final class Progress implements AutoCloseable {
  private static final int REDRAW_MILLIS = 200;
  private static final int LINE_MILLIS = 10_000;
  private static final int LINE_COLUMNS = 80;

  private final PrintStream err;
  private final boolean terminal;
  private final ProgressBar bar;

  /** Progress towards {@code total}, of which {@code done} were done before. */
  Progress(Console console, String unit, long done, long total) {
    err = console.err();
    OptionalInt columns = Console.terminalColumns();
    terminal = columns.isPresent();
    Consumer<String> draw =
        terminal
            ? text -> {
              err.print("\r" + text);
              err.flush();
            }
            : text -> err.println(text.strip());
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed(new DecimalFormat("0.0"))
            .setSpeedUnit(ChronoUnit.SECONDS)
            .setUpdateIntervalMillis(terminal ? REDRAW_MILLIS : LINE_MILLIS)
            .setConsumer(new DelegatingProgressBarConsumer(draw, columns.orElse(LINE_COLUMNS) - 1))
            .build();
  }

  void step() {
    bar.step();
  }

  @Override
  public void close() {
    bar.close();
    if (terminal) {
      err.println();
    }
  }
}
