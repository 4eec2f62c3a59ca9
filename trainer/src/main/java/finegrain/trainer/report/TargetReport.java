package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Trend;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.labels.GeneratedTasks;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.figure.Axis;
import java.util.List;

/** The report on what each of several targets gains over a reference. */
final class TargetReport {
  private TargetReport() {}

  static Conclusion of(
      Question.OverTargets question, Configuration configuration, Results results) {
    List<Comparison> all =
        Comparison.of(results.rows(), question.reference(), configuration.seed());
    LabelTree tree = GeneratedTasks.tree(configuration.source(), configuration.map());
    return new Conclusion(
        Findings.of(all, question.compared(), Wording.labels(question.reference())),
        Findings.detail(all),
        Paper.says(question.claim()),
        verdict(question, configuration, all, results.rows()),
        List.of(),
        sections(question.varied(), tree, results.rows(), all));
  }

  /** The claim is judged at the first capacity. */
  private static String verdict(
      Question.OverTargets question,
      Configuration configuration,
      List<Comparison> all,
      List<Results.Row> rows) {
    List<Comparison> judged =
        all.stream()
            .filter(one -> one.target().equals(question.judged()))
            .filter(one -> one.width() == configuration.widths().getFirst())
            .toList();
    String labels = Wording.labels(question.judged());
    if (judged.isEmpty()) {
      return Findings.cannotTell("it has no model with " + labels);
    }
    Trend trend = Trend.of(judged, rows, configuration.seed());
    return Findings.verdict(
        trend,
        question.claim().sign(),
        "from %d to %s"
            .formatted(trend.first().perClass(), Wording.samples(trend.last().perClass())),
        "%s over %s".formatted(labels, Wording.labels(question.reference())),
        "it has only one number of training samples");
  }

  /**
   * The figures and the table over targets.
   *
   * @param varied what differs between the targets
   * @param tree over the fine classes
   */
  static List<Section> sections(
      String varied, LabelTree tree, List<Results.Row> rows, List<Comparison> comparisons) {
    List<Target> targets = ComparisonFigures.targets(rows);
    Axis axis =
        Axis.categories("trained on", targets.stream().map(target -> words(target, tree)).toList());
    String reference = Wording.labels(comparisons.getFirst().reference());
    return List.of(
        ComparisonFigures.accuracyBySetting(
            "accuracy",
            "Accuracy by " + varied,
            axis,
            rows,
            row -> targets.indexOf(row.spec().target())),
        ComparisonFigures.difference(
            "Difference from %s by %s".formatted(reference, varied),
            axis,
            comparisons,
            one -> Wording.sizes(one.setting()),
            one -> targets.indexOf(one.target())),
        ComparisonTable.of(comparisons),
        ComparisonFigures.learningCurves(
            ComparisonFigures.first(rows), row -> Wording.target(row.spec().target())));
  }

  /** A target on the axis, with its number of classes if it has levels of the tree. */
  private static String words(Target target, LabelTree tree) {
    return switch (target) {
      case Target.Coarse _ -> "%d coarse classes".formatted(tree.classes(1));
      case Target.Level(int level) ->
          "%d classes of level %d".formatted(tree.classes(level), level);
      case Target.Fine _ -> "%d fine classes".formatted(tree.fineClasses());
      case Target.Blended(List<Double> betas) when betas.size() > 1 ->
          "all levels, " + Wording.target(target);
      default -> Wording.target(target);
    };
  }
}
