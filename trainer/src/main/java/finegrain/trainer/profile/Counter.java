package finegrain.trainer.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts by name. */
final class Counter {
  private final Map<String, Long> counts = new HashMap<>();
  private long total;

  void add(String name, long count) {
    counts.merge(name, count, Long::sum);
    total += count;
  }

  /** Adds all counts to another. */
  void addTo(Counter other) {
    counts.forEach(other::add);
  }

  long total() {
    return total;
  }

  /** The largest counts; equal counts in the order of the names. */
  List<Summary.MethodCount> largest(int most) {
    return counts.entrySet().stream()
        .map(entry -> new Summary.MethodCount(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingLong(Summary.MethodCount::count)
                .reversed()
                .thenComparing(Summary.MethodCount::method))
        .limit(most)
        .toList();
  }
}
