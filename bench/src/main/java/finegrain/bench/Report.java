package finegrain.bench;

import finegrain.bench.operation.Library;
import finegrain.kernels.host.Machine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All results of a run.
 *
 * @param command the arguments that made it
 * @param rough whether the run was too short for reliable figures
 * @param peaks in GFLOP/s by the number of threads
 * @param results in the order of measurement
 */
record Report(
    String command,
    boolean rough,
    Machine machine,
    Map<Integer, Double> peaks,
    List<Result> results) {
  /** The peaks before the run. The median peak of the forks replaces them if there are forks. */
  static Map<Integer, Double> peaks(Map<Integer, Double> before, List<Result> results) {
    Map<Integer, Double> peaks = new TreeMap<>(before);
    results.stream()
        .map(result -> result.benchmark().threads())
        .distinct()
        .forEach(
            threads -> {
              double median =
                  Statistics.median(
                      results.stream()
                          .filter(result -> result.benchmark().threads() == threads)
                          .flatMap(result -> result.forks().stream())
                          .mapToDouble(ForkOutcome.Fork::peak)
                          .filter(peak -> peak > 0)
                          .toArray());
              if (median > 0) {
                peaks.put(threads, median);
              }
            });
    return peaks;
  }

  /** The project's own result at the benchmark of another one. */
  Optional<Result> finegrain(Result other) {
    return results.stream()
        .filter(
            result ->
                result.library() == Library.FINEGRAIN
                    && result.benchmark().equals(other.benchmark()))
        .findFirst();
  }
}
