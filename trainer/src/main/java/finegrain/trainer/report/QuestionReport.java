package finegrain.trainer.report;

import finegrain.trainer.analysis.Results;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;

/** The answer of a run's results to the question of its experiment. */
public final class QuestionReport {
  private QuestionReport() {}

  /** The conclusion for a question of any kind. */
  public static Conclusion of(Question question, Configuration configuration, Results results) {
    return configuration.hasSeveralFamilies()
        ? FamiliesReport.of(question, configuration, results)
        : ofFamily(question, configuration, results);
  }

  /** The same of a run with models of one family. */
  static Conclusion ofFamily(Question question, Configuration configuration, Results results) {
    return switch (question) {
      case Question.OverSize asked -> SizeReport.of(asked, configuration, results);
      case Question.OverTargets asked -> TargetReport.of(asked, configuration, results);
      case Question.OverClusters asked -> ClusterReport.of(asked, configuration, results);
      case Question.OverMaps asked -> MapReport.of(asked, configuration, results);
      case Question.LossCorrelation asked -> CorrelationReport.of(asked, configuration, results);
    };
  }
}
