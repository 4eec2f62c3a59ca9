package finegrain.trainer.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts by key. */
final class Counter<K extends Comparable<K>> {
  private final Map<K, Long> counts = new HashMap<>();
  private long total;

  void add(K key, long count) {
    counts.merge(key, count, Long::sum);
    total += count;
  }

  long total() {
    return total;
  }

  /** The largest ones; equal ones in the order of the keys. */
  List<Map.Entry<K, Long>> largest(int most) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<K, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .toList();
  }
}
