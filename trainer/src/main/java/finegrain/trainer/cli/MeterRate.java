package finegrain.trainer.cli;

import finegrain.trainer.engine.Meter;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a meter has been running of late: over the last ten seconds. For one thread. */
final class MeterRate {
  private static final long WINDOW_NANOS = 10_000_000_000L;

  private final Meter meter;
  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, long steps, long flops) {}

  /** The rates at a moment, zero before there are two moments. */
  record Rates(double stepsPerSecond, double gflops) {}

  MeterRate(Meter meter, long nanos) {
    this.meter = meter;
    samples.add(sample(nanos));
  }

  /** Reads the meter. */
  Rates at(long nanos) {
    Sample now = sample(nanos);
    samples.addLast(now);
    // The first one that stays is at the window's edge or before it.
    Sample oldest = samples.removeFirst();
    while (nanos - samples.getFirst().nanos() >= WINDOW_NANOS) {
      oldest = samples.removeFirst();
    }
    samples.addFirst(oldest);
    double seconds = (nanos - oldest.nanos()) * 1e-9;
    return seconds <= 0
        ? new Rates(0, 0)
        : new Rates(
            (now.steps() - oldest.steps()) / seconds,
            (now.flops() - oldest.flops()) * 1e-9 / seconds);
  }

  private Sample sample(long nanos) {
    return new Sample(nanos, meter.steps(), meter.flops());
  }
}
