package finegrain.trainer.study.pretraining;

import finegrain.trainer.data.Samples;
import finegrain.trainer.objective.LabelObjective;

/**
 * The labels of a pretraining.
 *
 * @param samples the training samples, whose labels are the classes of the objective
 * @param objective that the pretraining minimises
 * @param labels how many different ones there are
 * @param fewest samples that a label has
 * @param most samples that a label has
 */
public record Labelling(
    Samples samples, LabelObjective objective, int labels, int fewest, int most) {}
