package finegrain.trainer.engine;

import finegrain.trainer.data.Samples;
import finegrain.trainer.objective.LabelObjective;

/**
 * What one stage of the training of a network is about, such as its pretraining. Nothing judges its
 * epochs.
 *
 * @param train the training samples, whose labels are the classes of the objective
 * @param objective that the stage minimises
 * @param stage its number, counted from 0: each stage has draws of its own
 */
public record StageData(Samples train, LabelObjective objective, int stage) {}
