package finegrain.trainer.cli;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

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
  private final long totalWork;
  private final LongAdder work = new LongAdder();
  private boolean finished;

  /**
   * Progress towards {@code total} steps, of which {@code done} were done before.
   *
   * @param work of the steps that are left, in any unit: the time left is reckoned by it
   */
  Progress(Console console, String unit, long done, long total, long work) {
    err = console.err();
    totalWork = work;
    OptionalInt columns = Console.terminalColumns();
    terminal = columns.isPresent();
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed(new DecimalFormat("0.0"))
            .setSpeedUnit(ChronoUnit.SECONDS)
            .setEtaFunction(this::timeLeft)
            .setUpdateIntervalMillis(terminal ? REDRAW_MILLIS : LINE_MILLIS)
            .setConsumer(
                new DelegatingProgressBarConsumer(this::draw, columns.orElse(LINE_COLUMNS) - 1))
            .build();
  }

  /** One step is done, which was so much of the work. */
  void step(long stepWork) {
    work.add(stepWork);
    bar.step();
  }

  private Optional<Duration> timeLeft(ProgressState state) {
    long done = work.sum();
    if (done == 0) {
      return Optional.empty();
    }
    double seconds = state.getElapsedAfterStart().toMillis() / 1e3;
    return Optional.of(Duration.ofSeconds(Math.round(seconds / done * (totalWork - done))));
  }

  private void draw(String text) {
    if (terminal) {
      err.print("\r" + text);
      err.flush();
    } else if (!finished) {
      err.println(text.strip());
      // The last state comes twice.
      finished = work.sum() == totalWork;
    }
  }

  @Override
  public void close() {
    bar.close();
    if (terminal) {
      err.println();
    }
  }
}
