package finegrain.bench;

import finegrain.bench.operation.Library;
import finegrain.bench.operation.Task;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the forks of one library reached at one task; there is at least one fork. */
record Result(Task task, Library library, List<Outcome.Fork> forks) {
  Result {
    forks = List.copyOf(forks);
  }

  /** In 10^9 floating-point operations, or elements, a second. */
  double medianRate() {
    return Statistics.median(each(Outcome.Fork::rate));
  }

  double worstRate() {
    return forks.stream().mapToDouble(Outcome.Fork::rate).min().orElseThrow();
  }

  double medianPeak() {
    return Statistics.median(each(Outcome.Fork::peak));
  }

  /** Whether each fork knows its peak. */
  boolean hasPeak() {
    return forks.stream().allMatch(fork -> fork.peak() > 0);
  }

  /** The median of the forks' shares of their own peaks. */
  double shareOfPeak() {
    return Statistics.median(each(Outcome.Fork::share));
  }

  /** The worst fork over the median one, each by its share of its own peak. */
  double worstForkOverMedian() {
    return Statistics.worstOverMedian(each(hasPeak() ? Outcome.Fork::share : Outcome.Fork::rate));
  }

  /**
   * This result's rate over a rival's at the same task: the median of what the rival's forks
   * measured in turns, where each of them did, else the quotient of the median rates.
   */
  double ratioTo(Result rival) {
    return rival.measuredInTurns()
        ? Statistics.median(rival.each(Outcome.Fork::ratio))
        : medianRate() / rival.medianRate();
  }

  /** Whether each fork measured the project's own kernels too. */
  boolean measuredInTurns() {
    return forks.stream().allMatch(fork -> fork.ratio() > 0);
  }

  /** The most of any fork. */
  double bytesPerCall() {
    return forks.stream().mapToDouble(Outcome.Fork::bytesPerCall).max().orElseThrow();
  }

  private double[] each(ToDoubleFunction<Outcome.Fork> figure) {
    return forks.stream().mapToDouble(figure).toArray();
  }
}
