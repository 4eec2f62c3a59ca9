package finegrain.trainer.analysis;

import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.network.Architecture;
import java.util.Optional;

/**
 * A number that a run measures of a model, or of the data of a repeat, besides the models' scores.
 *
 * @param map text of the map
 * @param model the architecture; empty for a measure of the data
 * @param perClass training samples of each fine class
 * @param repeat counted from 0
 * @param target of the model as text; empty for a measure of the data
 * @param name of the measure, in small letters and underscores
 * @param value the number
 * @param noise of the training labels of the model
 */
public record Measure(
    String map,
    Optional<Architecture> model,
    int perClass,
    int repeat,
    String target,
    String name,
    double value,
    LabelNoise noise) {
  /** A measure of the data, or of a model with the right training labels. */
  public Measure(
      String map,
      Optional<Architecture> model,
      int perClass,
      int repeat,
      String target,
      String name,
      double value) {
    this(map, model, perClass, repeat, target, name, value, LabelNoise.NONE);
  }
}
