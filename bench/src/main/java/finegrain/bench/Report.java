package finegrain.bench;

import finegrain.bench.operation.Library;
import finegrain.kernels.host.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All results of a run. The peaks are a map from the id of an {@link
 * finegrain.bench.operation.InstructionSet}, and then from the number of threads, to GFLOP/s.
 *
 * @param command the arguments that made it
 * @param rough whether the run was too short for reliable figures
 * @param peaks of each class of instructions
 * @param results in the order of measurement
 */
record Report(
    String command,
    boolean rough,
    Machine machine,
    Map<String, Map<Integer, Double>> peaks,
    List<Result> results) {
  /** The peaks before the run. The median peak of the forks replaces them if there are forks. */
  static Map<String, Map<Integer, Double>> peaks(
      Map<String, Map<Integer, Double>> before, List<Result> results) {
    Map<String, Map<Integer, Double>> peaks = new LinkedHashMap<>();
    before.forEach((isa, ofThreads) -> peaks.put(isa, new TreeMap<>(ofThreads)));
    record Setting(String isa, int threads) {
      static Setting of(Result result) {
        return new Setting(result.benchmark().isa().id(), result.benchmark().threads());
      }
    }
    results.stream()
        .map(Setting::of)
        .distinct()
        .forEach(
            setting -> {
              double median =
                  Statistics.median(
                      results.stream()
                          .filter(result -> Setting.of(result).equals(setting))
                          .flatMap(result -> result.forks().stream())
                          .mapToDouble(ForkOutcome.Fork::peak)
                          .filter(peak -> peak > 0)
                          .toArray());
              if (median > 0) {
                peaks
                    .computeIfAbsent(setting.isa, _ -> new TreeMap<>())
                    .put(setting.threads, median);
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
