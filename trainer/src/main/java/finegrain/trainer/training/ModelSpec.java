package finegrain.trainer.training;

import finegrain.trainer.labels.LabelKind;

/**
 * Which model to train: one row of the results.
 *
 * @param width units of the hidden layer
 * @param perClass training images of each fine class
 * @param repeat counted from 0; models of one repeat share split, batch order and initial hidden
 *     weights
 * @param labels what it is trained on
 */
public record ModelSpec(int width, int perClass, int repeat, LabelKind labels) {
  /** Roughly how long its training takes, in no particular unit; the epochs are not known. */
  public long work() {
    return (long) width * perClass;
  }
}
