package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.ConfusionCorrelation;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.analysis.Redundancy;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.analysis.Trend;
import finegrain.trainer.analysis.Verdict;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.labels.MapName;
import finegrain.trainer.report.figure.Axis;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The report on how the gain of fine labels changes with the redundancy of the map. */
final class MapReport {
  private MapReport() {}

  static Conclusion of(Question.OverMaps question, Configuration configuration, Results results) {
    List<Comparison> all = Comparison.of(results.rows(), configuration.seed());
    List<Redundancy> redundancies = Redundancy.of(question.maps(), configuration, results);
    List<String> maps = redundancies.stream().map(Redundancy::map).toList();
    Axis axis =
        Axis.categories(
            "map, by redundancy",
            redundancies.stream()
                .map(one -> "%s (%s)".formatted(MapName.of(one.map()), Wording.two(one.value())))
                .toList());
    // Points that are generated have a redundancy by their geometry.
    List<ConfusionCorrelation> correlations =
        configuration.source() instanceof DataSource.Generated
            ? List.of()
            : ConfusionCorrelation.of(all, results, configuration.seed());
    List<Section> sections = new ArrayList<>();
    sections.add(
        ComparisonFigures.difference(
            "Fine minus coarse accuracy by map",
            axis,
            all,
            one -> Wording.sizes(one.setting()),
            one -> maps.indexOf(one.map())));
    sections.addAll(ConfusionReport.sections(correlations));
    sections.addAll(RegionSections.of(maps, configuration, results.regions()));
    sections.add(ComparisonTable.of(all));
    List<Measure> measures = new ArrayList<>(Redundancy.geometric(question.maps(), configuration));
    measures.addAll(results.measures());
    measures.sort(Comparator.comparingInt(one -> maps.indexOf(one.map())));
    sections.add(
        MeasureTable.of(
            "Redundancy",
            "Ring redundancy: the share of the pairs of neighbouring rings that have the same"
                + " coarse class; by length, each pair is weighted by the length of the circle"
                + " between its rings. Confusion redundancy: the share of the fine model's errors"
                + " on the test set that stay inside a coarse class. Average confusion ratio: the"
                + " mean confusion of two fine classes of different coarse classes, divided by that"
                + " of two of one coarse class (Chen et al., arXiv:1901.07012). Neighbour"
                + " redundancy: of the training samples whose nearest neighbour is of another fine"
                + " class, the share whose neighbour is of the same coarse class. The paper gives"
                + " no formula of the redundancies; these are reconstructions.",
            measures));
    sections.add(
        ComparisonFigures.learningCurves(
            ComparisonFigures.first(results.rows()),
            row ->
                "%s, map %s"
                    .formatted(Wording.target(row.spec().target()), MapName.of(row.spec().map()))));
    Judged judged = judge(question, configuration, all, redundancies, results.rows());
    return new Conclusion(
        Findings.of(all, "fine labels", "coarse labels"),
        Findings.detail(all),
        Paper.says(question.claim()),
        judged.answer()
            + ConfusionReport.words(correlations)
                .lines()
                .map(line -> "\n" + line)
                .findFirst()
                .orElse(""),
        judged.rulings(),
        sections);
  }

  /** The sentence that says whether the run agrees, and what it says about the finding. */
  private record Judged(String answer, List<Ruling> rulings) {}

  /** The claim is judged from the least to the most redundant map, at the most samples. */
  private static Judged judge(
      Question.OverMaps question,
      Configuration configuration,
      List<Comparison> all,
      List<Redundancy> redundancies,
      List<Results.Row> rows) {
    Redundancy low = redundancies.getFirst();
    Redundancy high = redundancies.getLast();
    if (low.value() == high.value()) {
      return new Judged(
          Findings.cannotTell("all its maps have the same redundancy"),
          question.finding().stream()
              .map(
                  finding ->
                      Ruling.of(
                          finding,
                          configuration,
                          Verdict.CANNOT_TELL,
                          Optional.empty(),
                          "maps of equal redundancy"))
              .toList());
    }
    List<Comparison> ends =
        all.stream()
            .filter(one -> one.perClass() == configuration.perClass().getLast())
            .filter(one -> one.width() == configuration.widths().getFirst())
            .filter(one -> one.map().equals(low.map()) || one.map().equals(high.map()))
            .sorted(Comparator.comparingInt(one -> one.map().equals(low.map()) ? 0 : 1))
            .toList();
    Trend trend = Trend.of(ends, rows, configuration.seed());
    String range =
        "map %s to map %s, with %s and %s"
            .formatted(
                words(low),
                words(high),
                Wording.samples(ends.getFirst().perClass()),
                Wording.capacity(ends.getFirst().model()));
    return new Judged(
        Findings.verdict(
            trend, question.claim().sign(), "from " + range, "fine labels", "it has only one map"),
        trend.rulings(question, configuration, range));
  }

  private static String words(Redundancy redundancy) {
    return "%s (redundancy %s)"
        .formatted(MapName.of(redundancy.map()), Wording.two(redundancy.value()));
  }
}
