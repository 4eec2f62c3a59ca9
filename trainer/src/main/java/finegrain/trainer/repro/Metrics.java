package finegrain.trainer.repro;

import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.TrainedModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of a trained model, by name. */
final class Metrics {
  private Metrics() {}

  /** The metrics of a model at its end, in a fixed order. */
  static Map<String, Double> of(TrainedModel model) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    EpochRecord last = model.epochs().getLast();
    metrics.put("loss in the last epoch", last.trainLoss());
    metrics.put("accuracy in the last epoch", last.trainAccuracy());
    add(metrics, "training", model.train());
    add(metrics, "validation", last.validation());
    add(metrics, "test", model.test());
    return metrics;
  }

  private static void add(Map<String, Double> metrics, String set, Scores scores) {
    metrics.put(set + " loss", scores.loss());
    metrics.put(set + " coarse loss", scores.coarseLoss());
    scores.intraLoss().ifPresent(loss -> metrics.put(set + " intra loss", loss));
    metrics.put(set + " accuracy", scores.accuracy());
    metrics.put(set + " coarse accuracy", scores.coarseAccuracy());
  }
}
