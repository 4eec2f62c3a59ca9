package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.Library;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The rates of one library at one benchmark. There is at least one fork. */
record Result(BenchmarkCase benchmark, Library library, List<ForkOutcome.Fork> forks) {
  Result {
    forks = List.copyOf(forks);
  }

  /** In 10^9 floating-point operations, or elements, a second. */
  double medianRate() {
    return Statistics.median(each(ForkOutcome.Fork::rate));
  }

  double worstRate() {
    return forks.stream().mapToDouble(ForkOutcome.Fork::rate).min().orElseThrow();
  }

  double medianPeak() {
    return Statistics.median(each(ForkOutcome.Fork::peak));
  }

  /** Whether each fork knows its peak. */
  boolean hasPeak() {
    return forks.stream().allMatch(fork -> fork.peak() > 0);
  }

  /** The median of the forks' shares of their own peaks. */
  double shareOfPeak() {
    return Statistics.median(each(ForkOutcome.Fork::share));
  }

  /** The worst fork over the median one, each by its share of its own peak. */
  double worstForkOverMedian() {
    return Statistics.worstOverMedian(
        each(hasPeak() ? ForkOutcome.Fork::share : ForkOutcome.Fork::rate));
  }

  /**
   * This result's rate divided by a rival's at the same benchmark. If each of the rival's forks
   * measured both in turns, it is the median of their ratios, else the quotient of the medians.
   */
  double ratioTo(Result rival) {
    return rival.measuredInTurns()
        ? Statistics.median(rival.each(ForkOutcome.Fork::ratio))
        : medianRate() / rival.medianRate();
  }

  /** Whether each fork measured the project's own kernels too. */
  boolean measuredInTurns() {
    return forks.stream().allMatch(fork -> fork.ratio() > 0);
  }

  /** The most of any fork. */
  double bytesPerCall() {
    return forks.stream().mapToDouble(ForkOutcome.Fork::bytesPerCall).max().orElseThrow();
  }

  private double[] each(ToDoubleFunction<ForkOutcome.Fork> figure) {
    return forks.stream().mapToDouble(figure).toArray();
  }
}
