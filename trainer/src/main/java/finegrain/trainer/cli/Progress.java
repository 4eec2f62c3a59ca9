package finegrain.trainer.cli;

import finegrain.trainer.engine.Meter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Supplier;

/** The progress of a run. */
final class Progress implements AutoCloseable {
  private final Meter meter;
  private final MeterRate rate;
  private final Supplier<Optional<String>> phases;
  private final PeakEstimate peak;
  private final LiveLine line;
  private final long begin = System.nanoTime();
  private final double totalWork;
  private final DoubleAdder work = new DoubleAdder();

  /**
   * Progress towards {@code total} models, of which {@code done} were done before.
   *
   * @param work of the models that are left, in any unit: the time left is reckoned by it
   * @param meter of the sweep
   * @param phases of the training with their shares, if they are known
   * @param threads of this process that train
   */
  Progress(
      Console console,
      long done,
      long total,
      double work,
      Meter meter,
      Supplier<Optional<String>> phases,
      int threads) {
    totalWork = work;
    this.meter = meter;
    this.phases = phases;
    rate = new MeterRate(meter, begin);
    peak = new PeakEstimate(threads);
    line = new LiveLine(console, done, total, this::render);
  }

  /** A model is done, which was so much of the work. */
  void step(double modelWork) {
    work.add(modelWork);
    line.step(1);
  }

  /** For a run that is stopped: where it stands. */
  String stopped() {
    return "stopped with %d of %d models finished and kept; the same command goes on from there"
        .formatted(line.done(), line.total());
  }

  private String render(long done, long total, OptionalInt room) {
    long now = System.nanoTime();
    MeterRate.Rates rates = rate.at(now);
    ProgressLine text =
        new ProgressLine(
            done,
            total,
            meter.alive(),
            rates.stepsPerSecond(),
            rates.gflops(),
            peak.gflops(),
            phases.get(),
            timeLeft(now));
    return room.isPresent() ? text.fit(room.getAsInt()) : text.text();
  }

  private Optional<Duration> timeLeft(long now) {
    double done = work.sum();
    if (done == 0 || done >= totalWork) {
      return Optional.empty();
    }
    double seconds = (now - begin) * 1e-9;
    return Optional.of(Duration.ofSeconds(Math.round(seconds / done * (totalWork - done))));
  }

  /** Draws the last state, once. */
  void end() {
    peak.close();
    line.close();
  }

  @Override
  public void close() {
    end();
  }
}
