package finegrain.trainer.experiment;

import java.util.List;

/**
 * The settings of an experiment for which the user gives no others.
 *
 * @param widths capacities of the model
 * @param perClass training samples of each fine class
 * @param repeats number of repeats
 */
public record Defaults(List<Integer> widths, List<Integer> perClass, int repeats) {
  /** Copies the lists. */
  public Defaults {
    widths = List.copyOf(widths);
    perClass = List.copyOf(perClass);
  }

  /** What two families share: the training sets and repeats of the one that has fewer samples. */
  public Defaults shared(Defaults other) {
    Defaults fewer = perClass.getLast() <= other.perClass.getLast() ? this : other;
    return new Defaults(widths, fewer.perClass, Math.min(repeats, other.repeats));
  }
}
