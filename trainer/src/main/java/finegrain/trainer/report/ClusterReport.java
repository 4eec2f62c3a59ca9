package finegrain.trainer.report;

import finegrain.trainer.analysis.ClusterAgreement;
import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Tally;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.labels.GeneratedTasks;
import finegrain.trainer.labels.Target;
import java.util.ArrayList;
import java.util.List;

/** The report on what subclasses found by clustering gain over coarse labels. */
final class ClusterReport {
  private ClusterReport() {}

  static Conclusion of(
      Question.OverClusters question, Configuration configuration, Results results) {
    List<Comparison> all = Comparison.of(results.rows(), configuration.seed());
    List<Comparison> clusters =
        all.stream().filter(one -> one.target() instanceof Target.Inferred).toList();
    List<Section> sections =
        new ArrayList<>(
            TargetReport.sections(
                "training labels",
                GeneratedTasks.tree(configuration.source(), configuration.map()),
                results.rows(),
                all));
    // The learning curves stay last.
    sections.add(
        sections.size() - 1,
        MeasureTable.of(
            "How well the clusters match the true classes",
            "Adjusted Rand index on the training samples, mean over the coarse classes: 1 if"
                + " clusters and fine classes are the same, 0 if they agree only by chance.",
            results.measures(ClusterAgreement.RAND_INDEX)));
    return new Conclusion(
        Findings.of(clusters, "subclasses found by clustering", "coarse labels"),
        Findings.detail(clusters),
        Paper.says(question.claim()),
        verdict(Tally.of(clusters)),
        List.of(),
        sections);
  }

  private static String verdict(Tally clusters) {
    return switch (clusters.verdictOnGains()) {
      case AGREES ->
          "In this run such subclasses help in %d of %d settings."
              .formatted(clusters.better().size(), clusters.settings());
      case DISAGREES ->
          "In this run such subclasses help in no setting, and hurt in %d of %d."
              .formatted(clusters.worse().size(), clusters.settings());
      case UNDECIDED -> "This run does not decide it: it shows no difference.";
      case CANNOT_TELL -> Findings.TOO_FEW_REPEATS;
    };
  }
}
