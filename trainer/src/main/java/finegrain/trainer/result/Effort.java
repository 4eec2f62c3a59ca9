package finegrain.trainer.result;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The work of a run over all its parts, each with its own number of threads.
 *
 * @param flops floating-point operations of the products
 * @param seconds until the last model was finished, without the time between the parts
 * @param threadSeconds the same, each second times the threads of its part
 */
record Effort(long flops, double seconds, double threadSeconds) {
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

  /** The share of a peak that was measured, in 10^9 operations a second, with so many threads. */
  OptionalDouble shareOf(OptionalDouble peakGflops, int threads) {
    return peakGflops.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(flops * 1e-9 / (threadSeconds / threads * peakGflops.getAsDouble()));
  }
}
