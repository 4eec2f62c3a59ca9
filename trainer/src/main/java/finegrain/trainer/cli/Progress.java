package finegrain.trainer.cli;

import finegrain.trainer.engine.Meter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;

/**
 * The progress of a run: a line with a bar that is drawn again on a terminal, a plain line every
 * ten seconds elsewhere. The library's one thread draws.
 */
final class Progress implements AutoCloseable {
  private static final int REDRAW_MILLIS = 200;
  private static final int LINE_MILLIS = 10_000;

  private final PrintStream err;
  private final OptionalInt columns = Console.terminalColumns();
  private final Meter meter;
  private final MeterRate rate;
  private final Supplier<Optional<String>> phases;
  private final PeakEstimate peak;
  private final ProgressBar bar;
  private final long begin = System.nanoTime();
  private final long totalWork;
  private final LongAdder work = new LongAdder();
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean lastLine;

  /**
   * Progress towards {@code total} models, of which {@code done} were done before.
   *
   * @param work of the models that are left, in any unit: the time left is reckoned by it
   * @param meter of the sweep
   * @param phases of the training with their shares, if they are known
   * @param threads that train
   */
  Progress(
      Console console,
      long done,
      long total,
      long work,
      Meter meter,
      Supplier<Optional<String>> phases,
      int threads) {
    err = console.err();
    totalWork = work;
    this.meter = meter;
    this.phases = phases;
    rate = new MeterRate(meter, begin);
    peak = new PeakEstimate(threads);
    bar =
        new ProgressBarBuilder()
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setRenderer(this::render)
            .setUpdateIntervalMillis(columns.isPresent() ? REDRAW_MILLIS : LINE_MILLIS)
            .setConsumer(
                new DelegatingProgressBarConsumer(
                    this::draw, columns.orElse(Integer.MAX_VALUE) - 1))
            .build();
  }

  /** A model is done, which was so much of the work. */
  void step(long modelWork) {
    work.add(modelWork);
    bar.step();
  }

  /** For a run that is stopped: where it stands. */
  String stopped() {
    return "stopped with %d of %d models finished and kept; the same command goes on from there"
        .formatted(bar.getCurrent(), bar.getMax());
  }

  private String render(ProgressState state, int room) {
    long now = System.nanoTime();
    MeterRate.Rates rates = rate.at(now);
    ProgressLine line =
        new ProgressLine(
            state.getCurrent(),
            state.getMax(),
            meter.alive(),
            rates.stepsPerSecond(),
            rates.gflops(),
            peak.gflops(),
            phases.get(),
            timeLeft(now));
    return columns.isPresent() ? line.fit(room) : line.text();
  }

  private Optional<Duration> timeLeft(long now) {
    long done = work.sum();
    if (done == 0 || done == totalWork) {
      return Optional.empty();
    }
    double seconds = (now - begin) * 1e-9;
    return Optional.of(Duration.ofSeconds(Math.round(seconds / done * (totalWork - done))));
  }

  private void draw(String text) {
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
  void end() {
    if (closed.compareAndSet(false, true)) {
      peak.close();
      bar.close();
      if (columns.isPresent()) {
        err.println();
      }
    }
  }

  @Override
  public void close() {
    end();
  }
}
