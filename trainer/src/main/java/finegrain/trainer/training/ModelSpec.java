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
  /** How long an epoch takes, in no particular unit: multiply-adds for each feature. */
  public long work() {
    return (long) width * perClass;
  }
}
