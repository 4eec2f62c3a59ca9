package finegrain.trainer.study;

import finegrain.kernels.Kernels;
import java.nio.file.Path;
import java.util.List;

/**
 * A unit of work: the least that is kept when a run is stopped. It depends on no other unit, on no
 * thread and on no order.
 *
 * @param key names it among all units of the study, with whatever tells it apart
 * @param cost how long it takes, in any unit that is the same for all units of the study, above 0.
 *     It orders and shares out the units, and changes no result.
 * @param work computes the rows
 */
public record Unit(String key, double cost, Work work) {
  /** Computes the rows of a unit. */
  public interface Work {
    /** The rows: a pure function, but for files that it keeps in the folder to spare time. */
    List<Row> compute(Workplace place);
  }

  /**
   * What a unit is computed with.
   *
   * @param kernels for this unit alone, while it is computed
   * @param folder of the run, in which a study may keep files
   */
  public record Workplace(Kernels kernels, Path folder) {}

  /** Checks the cost. */
  public Unit {
    if (!(cost > 0) || Double.isInfinite(cost)) {
      throw new IllegalArgumentException("a unit needs a cost above 0, not " + cost);
    }
  }
}
