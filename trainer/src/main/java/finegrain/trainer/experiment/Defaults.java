package finegrain.trainer.experiment;

import java.util.List;

/**
 * What an experiment takes unless the user says otherwise.
 *
 * @param widths capacities of the model
 * @param perClass training samples of each fine class
 * @param repeats how many
 */
public record Defaults(List<Integer> widths, List<Integer> perClass, int repeats) {
  /** Copies the lists. */
  public Defaults {
    widths = List.copyOf(widths);
    perClass = List.copyOf(perClass);
  }
}
