package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Trend;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.labels.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the gain of fine labels changes as the models or their training sets grow. */
final class SizeReport {
  private SizeReport() {}

  static Conclusion of(Question.OverSize question, Configuration configuration, Results results) {
    SizeAxis varied = SizeAxis.of(question.size(), configuration);
    SizeAxis other = varied.other();
    List<Results.Row> rows = results.rows();
    List<Comparison> all = Comparison.of(rows, configuration.seed());
    List<Comparison> fine = all.stream().filter(one -> one.target().equals(Target.FINE)).toList();
    return new Conclusion(
        Findings.of(fine, "fine labels", "coarse labels"),
        Findings.detail(fine),
        Paper.says(question.claim()) + " " + verdict(question, configuration, fine, rows),
        sections(configuration, varied, other, rows, all));
  }

  /** The claim is judged at the first value of the other size. */
  private static String verdict(
      Question.OverSize question,
      Configuration configuration,
      List<Comparison> fine,
      List<Results.Row> rows) {
    SizeAxis varied = SizeAxis.of(question.size(), configuration);
    SizeAxis other = varied.other();
    List<Integer> others = other.values(configuration);
    Trend trend =
        Trend.of(
            fine.stream().filter(one -> other.of(one) == others.getFirst()).toList(),
            rows,
            configuration.seed());
    String range =
        "from %d to %d %s"
            .formatted(varied.of(trend.first()), varied.of(trend.last()), varied.unit());
    return Findings.verdict(
        trend,
        question.claim().sign(),
        others.size() == 1 ? range : range + ", with %s".formatted(other.words(others.getFirst())),
        "fine labels",
        "it has only one number of " + varied.name());
  }

  private static List<Section> sections(
      Configuration configuration,
      SizeAxis varied,
      SizeAxis other,
      List<Results.Row> rows,
      List<Comparison> all) {
    List<Integer> others = other.values(configuration);
    List<Section> sections = new ArrayList<>();
    for (int value : others) {
      sections.add(
          ComparisonFigures.accuracyByTarget(
              "accuracy-" + value,
              "Accuracy over %s, %s".formatted(varied.name(), other.words(value)),
              varied.axis(configuration),
              rows.stream().filter(row -> other.of(row) == value).toList(),
              varied::of));
    }
    sections.add(
        ComparisonFigures.difference(
            "Difference from coarse training over " + varied.name(),
            varied.axis(configuration),
            all,
            one ->
                Wording.target(one.target())
                    + (others.size() == 1 ? "" : ", " + other.words(other.of(one))),
            varied::of));
    // The control has a table of its own.
    sections.add(
        ComparisonTable.of(
            all.stream().filter(one -> !(one.target() instanceof Target.Matched)).toList()));
    control(rows, configuration.seed()).ifPresent(sections::add);
    sections.add(
        ComparisonFigures.learningCurves(
            ends(rows),
            row -> Wording.target(row.spec().target()) + ", " + varied.of(row),
            "Each line names the labels and the number of %s.".formatted(varied.name())));
    return sections;
  }

  /** The models of the first repeat in the first and in the last setting. */
  private static List<Results.Row> ends(List<Results.Row> rows) {
    Results.Row first = rows.getFirst();
    Results.Row last = rows.getLast();
    return rows.stream()
        .filter(row -> row.spec().repeat() == 0)
        .filter(row -> !(row.spec().target() instanceof Target.Matched))
        .filter(row -> sameSetting(row, first) || sameSetting(row, last))
        .toList();
  }

  private static boolean sameSetting(Results.Row a, Results.Row b) {
    return a.spec().model().equals(b.spec().model())
        && a.spec().perClass() == b.spec().perClass()
        && a.spec().map().equals(b.spec().map());
  }

  /** Fine models against coarse ones with as many parameters; empty if there are none. */
  private static Optional<Section> control(List<Results.Row> rows, long seed) {
    Target matched = new Target.Matched();
    List<Results.Row> both =
        rows.stream().filter(row -> row.has(matched) || row.has(Target.FINE)).toList();
    if (both.stream().noneMatch(row -> row.has(matched))) {
      return Optional.empty();
    }
    List<Comparison> comparisons = Comparison.of(both, matched, seed);
    List<List<String>> lines =
        comparisons.stream()
            .map(
                one ->
                    List.of(
                        Integer.toString(one.perClass()),
                        Integer.toString(one.width()),
                        Integer.toString(parameters(both, one, Target.FINE)),
                        Integer.toString(parameters(both, one, matched)),
                        Wording.four(one.other().median()),
                        Wording.four(one.coarse().median()),
                        Wording.signed(one.difference().value()),
                        ComparisonTable.interval(one)))
            .toList();
    return Optional.of(
        new TableSection(
            "Control with matched parameters",
            new Table(
                List.of(
                    Table.Column.numbers("a class"),
                    Table.Column.numbers("width"),
                    Table.Column.numbers("fine params"),
                    Table.Column.numbers("coarse params"),
                    Table.Column.numbers("fine"),
                    Table.Column.numbers("coarse"),
                    Table.Column.numbers("fine - coarse"),
                    Table.Column.numbers("95 % interval")),
                lines),
            "Here the coarse model has the width that brings its number of weights and biases"
                + " nearest to that of the fine model."));
  }

  private static int parameters(List<Results.Row> rows, Comparison of, Target target) {
    return rows.stream()
        .filter(row -> row.has(target))
        .filter(row -> row.spec().model().equals(of.model()))
        .filter(row -> row.spec().perClass() == of.perClass())
        .mapToInt(Results.Row::parameters)
        .findFirst()
        .orElseThrow();
  }
}
