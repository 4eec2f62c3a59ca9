package finegrain.trainer.training;

import java.util.OptionalDouble;

/**
 * Mean losses and accuracies of a model over some samples.
 *
 * @param loss of the model's own objective
 * @param coarseLoss the coarse part of the loss; the whole loss of a coarse model
 * @param intraLoss the part of the loss inside the coarse classes; empty for a coarse model
 * @param accuracy on the model's own labels, 0 to 1
 * @param coarseAccuracy on the coarse labels, 0 to 1; a fine model's outputs are aggregated
 * @param confusedInside the share of samples whose prediction is wrong but in the right coarse
 *     class; 0 for a coarse model
 */
public record Scores(
    double loss,
    double coarseLoss,
    OptionalDouble intraLoss,
    double accuracy,
    double coarseAccuracy,
    double confusedInside) {}
