package finegrain.trainer.engine;

import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * How the models of a sweep are cut into cohorts: those of one repeat and number of images belong
 * together, in parts of about equal work whose weights fit the cache.
 *
 * @param mostColumns hidden units of a cohort, by number of images of a class; a single model may
 *     have more
 * @param mostModels models of a cohort
 */
record CohortCut(IntUnaryOperator mostColumns, int mostModels) {
  /** The models of a repeat and number of images. */
  private record CohortKey(int perClass, int repeat) implements Comparable<CohortKey> {
    @Override
    public int compareTo(CohortKey other) {
      return Comparator.comparingInt(CohortKey::perClass)
          .thenComparingInt(CohortKey::repeat)
          .compare(this, other);
    }
  }

  /** The cohorts, those with most work first, so that the threads end at about the same time. */
  List<Engine.Unit> units(Collection<ModelSpec> models) {
    Map<CohortKey, List<ModelSpec>> groups = new TreeMap<>();
    for (ModelSpec model : models) {
      groups
          .computeIfAbsent(new CohortKey(model.perClass(), model.repeat()), _ -> new ArrayList<>())
          .add(model);
    }
    List<List<ModelSpec>> cohorts = new ArrayList<>();
    for (List<ModelSpec> group : groups.values()) {
      int columns = group.stream().mapToInt(ModelSpec::width).sum();
      int most = mostColumns.applyAsInt(group.getFirst().perClass());
      int parts = leastPadded(columns, Math.ceilDiv(columns, most), group.size());
      parts = Math.max(parts, Math.ceilDiv(group.size(), mostModels));
      cohorts.addAll(parts(group, Math.min(parts, group.size())));
    }
    return cohorts.stream()
        .map(Engine.Unit::of)
        .sorted(Comparator.comparingLong(Engine.Unit::work).reversed())
        .toList();
  }

  /**
   * So many parts or one or two more: those whose columns, filled up to whole vectors, are fewest
   * in all.
   */
  private static int leastPadded(int columns, int parts, int most) {
    int best = parts;
    for (int more = parts; more <= Math.min(parts + 2, most); more++) {
      if (padded(columns, more) < padded(columns, best)) {
        best = more;
      }
    }
    return best;
  }

  private static int padded(int columns, int parts) {
    return parts * Math.ceilDiv(Math.ceilDiv(columns, parts), Perceptrons.LINE) * Perceptrons.LINE;
  }

  /** Deals the models out, the widest first, each to the part that has the fewest columns yet. */
  private List<List<ModelSpec>> parts(List<ModelSpec> group, int count) {
    List<ModelSpec> widestFirst = new ArrayList<>(group);
    widestFirst.sort(Comparator.comparingInt(ModelSpec::width).reversed());
    List<List<ModelSpec>> parts = new ArrayList<>();
    int[] columns = new int[count];
    for (int part = 0; part < count; part++) {
      parts.add(new ArrayList<>());
    }
    for (ModelSpec model : widestFirst) {
      int fewest = -1;
      for (int part = 0; part < count; part++) {
        boolean room = parts.get(part).size() < mostModels;
        if (room && (fewest < 0 || columns[part] < columns[fewest])) {
          fewest = part;
        }
      }
      parts.get(fewest).add(model);
      columns[fewest] += model.width();
    }
    return parts;
  }

  /**
   * Which models of a cohort another thread takes over: about half of the columns.
   *
   * @param widths of the models
   */
  static boolean[] half(int[] widths) {
    int[] widestFirst =
        IntStream.range(0, widths.length)
            .boxed()
            .sorted(Comparator.comparingInt(model -> -widths[model]))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] goes = new boolean[widths.length];
    int more = 0;
    for (int model : widestFirst) {
      goes[model] = more > 0;
      more += goes[model] ? -widths[model] : widths[model];
    }
    return goes;
  }
}
