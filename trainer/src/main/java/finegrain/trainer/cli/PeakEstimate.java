package finegrain.trainer.cli;

import finegrain.kernels.Peak;
import finegrain.kernels.host.PhysicalCores;
import java.util.OptionalDouble;

/**
 * The machine's peak, roughly, while a run goes on: for its progress line only. One thread measures
 * it beside those that train, for the best of a few milliseconds is undisturbed; so many cores are
 * taken to have so many times that. Not before the run is under way: the first measurement takes
 * half a second of a core, for the most part because the code is not compiled yet.
 */
final class PeakEstimate implements AutoCloseable {
  private static final long DELAY_MILLIS = 8_000;
  private static final double SECONDS = 0.03;

  private final int threads;
  private final Thread thread;
  private volatile OptionalDouble gflops = OptionalDouble.empty();

  /** Starts to wait for the moment; without threads of this machine there is nothing to measure. */
  PeakEstimate(int threads) {
    this.threads = threads;
    thread = Thread.ofPlatform().daemon().name("peak").unstarted(this::measure);
    if (threads > 0) {
      thread.start();
    }
  }

  private void measure() {
    try {
      Thread.sleep(DELAY_MILLIS);
    } catch (InterruptedException closed) {
      return;
    }
    int cores = Math.min(threads, PhysicalCores.available());
    OptionalDouble one = Peak.gflops(1, SECONDS);
    if (!Thread.currentThread().isInterrupted() && one.isPresent()) {
      gflops = OptionalDouble.of(cores * one.getAsDouble());
    }
  }

  /** That of all threads, in 10^9 operations a second; empty while it is not measured. */
  OptionalDouble gflops() {
    return gflops;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
