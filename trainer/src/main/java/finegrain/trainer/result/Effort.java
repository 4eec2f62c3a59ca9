package finegrain.trainer.result;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The work of a run over all its parts, each with its own number of threads.
 *
 * @param flops floating-point operations of the products
 * @param seconds until the last model was finished, without the time between the parts
 * @param threadSeconds the same, each second times the threads of its part
 */
public record Effort(long flops, double seconds, double threadSeconds) {
  /** That of a journal's entries, in the order in which they were written. */
  static Effort of(List<Journal.Entry> entries) {
    long flops = 0;
    double seconds = 0;
    double threadSeconds = 0;
    for (Journal.Entry entry : entries) {
      flops += entry.model().flops();
      threadSeconds += (entry.elapsed() - seconds) * entry.threads();
      seconds = entry.elapsed();
    }
    return new Effort(flops, seconds, threadSeconds);
  }

  /** Operations a second, in 10^9. */
  double gflops() {
    return flops / seconds * 1e-9;
  }

  /**
   * For people: how long so many models took, and what share of the peak was reached.
   *
   * @param peakGflops of so many threads, in 10^9 operations a second; empty if not measured
   */
  public String inWords(int models, OptionalDouble peakGflops, int threads) {
    String line =
        String.format(
            Locale.ROOT,
            "%d models in %.1f s: %.1f models/s, %.1f GFLOP/s",
            models,
            seconds,
            models / seconds,
            gflops());
    OptionalDouble share = shareOf(peakGflops, threads);
    return share.isEmpty()
        ? line
        : line
            + String.format(
                Locale.ROOT,
                ", %.1f %% of the measured peak of %.0f",
                100 * share.getAsDouble(),
                peakGflops.getAsDouble());
  }

  /**
   * The peak of so many threads, in 10^9 operations a second: the measured one, but not less than
   * what was reached. A neighbour may have disturbed the measurement.
   */
  public OptionalDouble peak(OptionalDouble measured, int threads) {
    double reached = flops * 1e-9 / (threadSeconds / threads);
    return measured.isPresent() && measured.getAsDouble() < reached
        ? OptionalDouble.of(reached)
        : measured;
  }

  /** The share of a peak, in 10^9 operations a second, with so many threads. */
  OptionalDouble shareOf(OptionalDouble peakGflops, int threads) {
    return peakGflops.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(flops * 1e-9 / (threadSeconds / threads * peakGflops.getAsDouble()));
  }
}
