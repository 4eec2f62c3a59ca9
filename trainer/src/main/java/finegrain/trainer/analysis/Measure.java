package finegrain.trainer.analysis;

import finegrain.trainer.network.Architecture;
import java.util.Optional;

/**
 * A number that a run measures besides the scores of its models, of a model or of the data.
 *
 * @param map of the models that it is about
 * @param model its architecture; empty where it is not of a model
 * @param perClass training samples of a class
 * @param repeat of the model or of the data
 * @param target of the model as text; empty where it is not of a model
 * @param name of the measure, in small letters and underscores
 * @param value of it
 */
public record Measure(
    String map,
    Optional<Architecture> model,
    int perClass,
    int repeat,
    String target,
    String name,
    double value) {}
