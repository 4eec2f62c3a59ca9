package finegrain.trainer.engine;

import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Divides models into cohorts: models of one repeat and number of images, in parts of about equal
 * width whose weights fit the cache.
 *
 * @param mostColumns the most hidden units of a cohort, by number of images of a class; a single
 *     model may have more
 * @param mostModels the most models of a cohort
 */
record CohortCut(IntUnaryOperator mostColumns, int mostModels) {
  /** The cohorts. Those with most work come first, so the threads end at about the same time. */
  List<List<ModelSpec>> of(Collection<ModelSpec> models) {
    Map<List<Integer>, List<ModelSpec>> groups =
        models.stream()
            .sorted(
                Comparator.comparingInt(ModelSpec::perClass).thenComparingInt(ModelSpec::repeat))
            .collect(
                Collectors.groupingBy(
                    model -> List.of(model.perClass(), model.repeat()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<List<ModelSpec>> cohorts = new ArrayList<>();
    for (List<ModelSpec> group : groups.values()) {
      int columns = group.stream().mapToInt(ModelSpec::width).sum();
      int most = mostColumns.applyAsInt(group.getFirst().perClass());
      int parts = leastPadded(columns, Math.ceilDiv(columns, most), group.size());
      parts = Math.max(parts, Math.ceilDiv(group.size(), mostModels));
      cohorts.addAll(parts(group, Math.min(parts, group.size())));
    }
    return cohorts.stream().sorted(Comparator.comparingLong(CohortCut::work).reversed()).toList();
  }

  private static long work(List<ModelSpec> cohort) {
    return cohort.stream().mapToLong(ModelSpec::work).sum();
  }

  /** This number of parts or up to two more: the number with the fewest padded columns. */
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

  /** Gives each model, the widest first, to the part that has the fewest columns so far. */
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
