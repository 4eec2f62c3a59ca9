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
}
