package finegrain.trainer.training;

import finegrain.trainer.labels.Target;

/**
 * Which model to train: one row of the results.
 *
 * @param width units of the hidden layer; those of {@link Target.Matched} are near it
 * @param perClass training samples of each fine class
 * @param repeat counted from 0; models of one repeat share split, batch order and initial hidden
 *     weights
 * @param map the text of its map or tree
 * @param target what it is trained on
 */
public record ModelSpec(int width, int perClass, int repeat, String map, Target target) {
  /** Roughly how long its training takes, in no particular unit; the epochs are not known. */
  public long work() {
    return (long) width * perClass;
  }
}
