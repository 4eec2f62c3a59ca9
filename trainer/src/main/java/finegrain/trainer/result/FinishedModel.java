package finegrain.trainer.result;

import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.training.TrainedModel;
import java.util.Optional;

/**
 * A trained model on its way to the folder of its run.
 *
 * @param model the model
 * @param seconds for which it kept a thread busy
 * @param regions what it predicts over the plane, if the experiment draws that
 */
public record FinishedModel(
    TrainedModel model, double seconds, Optional<DecisionRegions> regions) {}
