package finegrain.trainer.training;

import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;

/**
 * Which model to train: one row of the results.
 *
 * @param model its architecture; that of {@link Target.Matched} is one of nearly the same width
 * @param perClass training samples of each fine class
 * @param repeat counted from 0; models of one repeat share split, batch order and initial weights
 *     of all layers but the last
 * @param map the text of its map or tree
 * @param target the labels and the loss that it is trained on
 * @param noise of its training labels
 */
public record ModelSpec(
    Architecture model, int perClass, int repeat, String map, Target target, LabelNoise noise) {
  /** A model with the right training labels. */
  public ModelSpec(Architecture model, int perClass, int repeat, String map, Target target) {
    this(model, perClass, repeat, map, target, LabelNoise.NONE);
  }

  /** The capacity of the architecture. */
  public int width() {
    return model.width();
  }

  /** The same model with another target. */
  public ModelSpec with(Target other) {
    return new ModelSpec(model, perClass, repeat, map, other, noise);
  }

  /** The same model with other noise of its training labels. */
  public ModelSpec with(LabelNoise other) {
    return new ModelSpec(model, perClass, repeat, map, target, other);
  }

  /** A rough estimate of the training time, in arbitrary units. */
  public long work() {
    return (long) width() * perClass;
  }
}
