package finegrain.trainer.cluster;

import finegrain.trainer.engine.Sweep;
import finegrain.trainer.study.Unit;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Divides what is to be computed into tasks, those with most work first. A task has a share of the
 * work that is left when its turn comes, so the last ones are small and the cores end at about the
 * same time, whatever the trainings take. Models of one repeat, which see the same batches, stay
 * together.
 */
public final class TaskCut {
  /** A task has at most this part of what is left for a core. */
  private static final int PARTS_OF_REST = 4;

  /** What is trained side by side has at most this part of the work of a core. */
  private static final int PARTS_OF_CORE = 8;

  /** About what a core computes in a second, in floating-point operations. */
  private static final double SECOND = 40e9;

  private static final double MOST_SECONDS = 60;

  /** A task has at least so much work, unless there were fewer tasks than cores then. */
  private static final double LEAST_SECONDS = 2;

  private TaskCut() {}

  /**
   * Tasks of models.
   *
   * @param all models of the experiment: an item is an index of this list
   * @param open those that are to be trained
   * @param cores of the cluster
   * @return the items of each task
   */
  public static List<int[]> ofModels(
      Sweep sweep, List<ModelSpec> all, List<ModelSpec> open, int cores) {
    Map<ModelSpec, Integer> numbers = new HashMap<>();
    for (int item = 0; item < all.size(); item++) {
      numbers.put(all.get(item), item);
    }
    ToDoubleFunction<ModelSpec> work = sweep::expectedFlops;
    double whole = sum(open, work);
    double least = Math.min(LEAST_SECONDS * SECOND, whole / cores);
    double most = MOST_SECONDS * SECOND;
    double side = Math.clamp(whole / (PARTS_OF_CORE * cores), least, most);
    List<List<ModelSpec>> parts = new ArrayList<>();
    sweep.cohorts(open).stream()
        .sorted(
            Comparator.comparingInt((List<ModelSpec> cohort) -> cohort.getFirst().perClass())
                .thenComparingInt(cohort -> cohort.getFirst().repeat()))
        .forEach(cohort -> split(cohort, work, side, parts));
    return numbered(joined(parts, work, cores, least, most), work, numbers);
  }

  /**
   * Tasks of units.
   *
   * @param all units of the study: an item is an index of this list
   * @param open those that are to be computed
   * @param cores of the cluster
   * @return the items of each task
   */
  public static List<int[]> ofUnits(List<Unit> all, List<Unit> open, int cores) {
    Map<Unit, Integer> numbers = new HashMap<>();
    for (int item = 0; item < all.size(); item++) {
      numbers.put(all.get(item), item);
    }
    List<List<Unit>> parts =
        open.stream()
            .sorted(Comparator.comparingDouble(Unit::cost).reversed())
            .map(List::of)
            .toList();
    return numbered(
        joined(parts, Unit::cost, cores, 0, Double.POSITIVE_INFINITY), Unit::cost, numbers);
  }

  private static <T> double sum(List<T> items, ToDoubleFunction<T> work) {
    return items.stream().mapToDouble(work).sum();
  }

  /** Halves models until each part has little enough work, or is one model. */
  private static void split(
      List<ModelSpec> models,
      ToDoubleFunction<ModelSpec> work,
      double most,
      List<List<ModelSpec>> parts) {
    if (models.size() == 1 || sum(models, work) <= most) {
      parts.add(models);
      return;
    }
    List<ModelSpec> one = new ArrayList<>();
    List<ModelSpec> other = new ArrayList<>();
    double more = 0;
    for (ModelSpec model :
        models.stream().sorted(Comparator.comparingDouble(work).reversed()).toList()) {
      (more > 0 ? other : one).add(model);
      more += more > 0 ? -work.applyAsDouble(model) : work.applyAsDouble(model);
    }
    split(one, work, most, parts);
    split(other, work, most, parts);
  }

  /** Joins neighbours to tasks, whose work has these limits and shrinks with what is left. */
  private static <T> List<List<T>> joined(
      List<List<T>> parts, ToDoubleFunction<T> work, int cores, double least, double most) {
    double left = parts.stream().mapToDouble(part -> sum(part, work)).sum();
    List<List<T>> tasks = new ArrayList<>();
    double last = 0;
    double limit = 0;
    for (List<T> part : parts) {
      double more = sum(part, work);
      if (tasks.isEmpty() || last + more > limit) {
        left -= last;
        limit = Math.clamp(left / (PARTS_OF_REST * cores), least, most);
        tasks.add(new ArrayList<>());
        last = 0;
      }
      tasks.getLast().addAll(part);
      last += more;
    }
    return tasks;
  }

  private static <T> List<int[]> numbered(
      List<List<T>> tasks, ToDoubleFunction<T> work, Map<T, Integer> numbers) {
    return tasks.stream()
        .sorted(Comparator.comparingDouble((List<T> task) -> sum(task, work)).reversed())
        .map(task -> task.stream().mapToInt(numbers::get).toArray())
        .toList();
  }
}
