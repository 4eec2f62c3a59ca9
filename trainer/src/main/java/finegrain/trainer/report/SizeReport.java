package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Trend;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import java.util.ArrayList;
import java.util.List;

/** The report on how the gain of fine labels changes as models or training sets grow. */
final class SizeReport {
  private SizeReport() {}

  static Conclusion of(Question.OverSize question, Configuration configuration, Results results) {
    SizeAxis varied = SizeAxis.of(question.size(), configuration);
    SizeAxis other = varied.other();
    List<Results.Row> rows = results.rows();
    List<Comparison> all = Comparison.of(rows, configuration.seed());
    List<Comparison> fine = all.stream().filter(one -> one.target().equals(Target.FINE)).toList();
    Judged judged = judged(configuration, varied, fine, rows);
    String answer =
        Findings.verdict(
            judged.trend(),
            question.claim().sign(),
            "from " + judged.range(),
            "fine labels",
            "it has only one number of " + varied.name());
    List<Section> sections = sections(configuration, varied, other, rows, all);
    if (configuration.labelNoises().size() > 1) {
      NoiseReport noise = NoiseReport.of(fine);
      answer += "\n" + noise.words();
      sections.addFirst(noise.figure());
    }
    return new Conclusion(
        Findings.of(fine, "fine labels", "coarse labels"),
        Findings.detail(fine),
        Paper.says(question.claim()),
        answer,
        judged.trend().rulings(question, configuration, judged.range()),
        sections);
  }

  /** The trend that the claim is judged by, and its range in words. */
  private record Judged(Trend trend, String range) {}

  /** The claim is judged at the first value of the other size, with the least label noise. */
  private static Judged judged(
      Configuration configuration, SizeAxis varied, List<Comparison> fine, List<Results.Row> rows) {
    SizeAxis other = varied.other();
    List<Integer> others = other.values(configuration);
    LabelNoise least = configuration.labelNoises().getFirst();
    Trend trend =
        Trend.of(
            fine.stream()
                .filter(one -> one.noise().equals(least))
                .filter(one -> other.of(one) == others.getFirst())
                .toList(),
            rows,
            configuration.seed());
    String range =
        "%d to %d %s".formatted(varied.of(trend.first()), varied.of(trend.last()), varied.unit());
    return new Judged(
        trend,
        others.size() == 1 ? range : range + ", with %s".formatted(other.words(others.getFirst())));
  }

  private static List<Section> sections(
      Configuration configuration,
      SizeAxis varied,
      SizeAxis other,
      List<Results.Row> rows,
      List<Comparison> all) {
    List<Integer> others = other.values(configuration);
    // Sizes are shown with the least noise, and noise has a figure of its own.
    LabelNoise least = configuration.labelNoises().getFirst();
    List<Results.Row> atLeast =
        rows.stream().filter(row -> row.spec().noise().equals(least)).toList();
    String withLeast = configuration.hasLabelNoise() ? ", " + Wording.noise(least) : "";
    List<Section> sections = new ArrayList<>();
    for (int value : others) {
      sections.add(
          ComparisonFigures.accuracyByTarget(
              "accuracy-" + value,
              "Accuracy by %s, %s%s".formatted(varied.name(), other.words(value), withLeast),
              varied.axis(configuration),
              atLeast.stream().filter(row -> other.of(row) == value).toList(),
              varied::of));
    }
    sections.add(
        ComparisonFigures.difference(
            "Difference from coarse labels by " + varied.name() + withLeast,
            varied.axis(configuration),
            all.stream().filter(one -> one.noise().equals(least)).toList(),
            one ->
                Wording.target(one.target())
                    + (others.size() == 1 ? "" : ", " + other.words(other.of(one))),
            varied::of));
    // The models with matched parameters have a table of their own.
    sections.add(
        ComparisonTable.of(
            all.stream().filter(one -> !(one.target() instanceof Target.Matched)).toList()));
    ComparisonTable.ofMatched(rows, configuration.seed()).ifPresent(sections::add);
    sections.add(
        ComparisonFigures.learningCurves(
            ends(atLeast),
            row -> Wording.target(row.spec().target()) + ", " + varied.words(varied.of(row))));
    return sections;
  }

  /** The models of the first repeat in the first and in the last setting. */
  private static List<Results.Row> ends(List<Results.Row> rows) {
    List<Results.Setting> ends = List.of(rows.getFirst().setting(), rows.getLast().setting());
    return rows.stream()
        .filter(row -> row.spec().repeat() == 0)
        .filter(row -> !(row.spec().target() instanceof Target.Matched))
        .filter(row -> ends.contains(row.setting()))
        .toList();
  }
}
