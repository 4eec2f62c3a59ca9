package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.LossCorrelation;
import finegrain.trainer.analysis.LossCorrelation.Coefficient;
import finegrain.trainer.analysis.LossCorrelation.Pair;
import finegrain.trainer.analysis.LossCorrelation.Part;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Results.Losses;
import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Verdict;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.ScatterFigure;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report on the correlation between the fall of L_intra and the gain of fine labels. */
final class CorrelationReport {
  private final LossCorrelation correlation;
  private final Configuration configuration;
  private final int repeats;
  private final long seed;

  private CorrelationReport(LossCorrelation correlation, Configuration configuration) {
    this.correlation = correlation;
    this.configuration = configuration;
    repeats = configuration.repeats();
    seed = configuration.seed();
  }

  static Conclusion of(
      Question.LossCorrelation question, Configuration configuration, Results results) {
    List<Comparison> comparisons = Comparison.of(results.rows(), configuration.seed());
    return new CorrelationReport(LossCorrelation.of(results.rows()), configuration)
        .conclude(question, comparisons);
  }

  private Conclusion conclude(Question.LossCorrelation question, List<Comparison> comparisons) {
    Optional<Estimate> spearman =
        repeats < Comparison.LEAST_REPEATS
            ? Optional.empty()
            : Optional.of(correlation.acrossPairs(Coefficient.SPEARMAN, Part.TEST, repeats, seed));
    Verdict verdict = Verdict.of(spearman, question.claim().sign());
    return new Conclusion(
        Findings.of(comparisons, "fine labels", "coarse labels"),
        spearman.map(estimate -> Findings.detail(comparisons) + " " + detail(estimate)).orElse(""),
        Paper.says(question.claim()),
        switch (verdict) {
          case AGREES -> "Across the pairs of models of this run, it does.";
          case DISAGREES -> "Across the pairs of models of this run, the opposite holds.";
          case UNDECIDED ->
              "This run does not decide it: the interval of the correlation across its pairs of"
                  + " models contains 0.";
          case CANNOT_TELL ->
              spearman.isEmpty()
                  ? Findings.TOO_FEW_REPEATS
                  : Findings.cannotTell("the gain or the fall is the same in all its pairs");
        },
        question.finding().stream()
            .map(
                finding ->
                    Ruling.of(
                        finding,
                        configuration,
                        verdict,
                        spearman.filter(estimate -> !Double.isNaN(estimate.low())),
                        "%d pairs of models".formatted(correlation.pairs().size())))
            .toList(),
        List.of(
            scatter(Part.TEST),
            scatter(Part.TRAINING),
            acrossPairs(),
            alongTraining(),
            losses(),
            ComparisonTable.of(comparisons)));
  }

  private String detail(Estimate spearman) {
    return "%s: Spearman's coefficient is %s (95 %% interval %s, %d repeats)."
        .formatted(
            spearman.low() > 0
                ? "The more L_intra falls on the test set, the more the fine model gains"
                : spearman.high() < 0
                    ? "The more L_intra falls on the test set, the less the fine model gains"
                    : "The gain of the fine model shows no correlation with the fall of L_intra on"
                        + " the test set",
            signed(spearman.value()),
            interval(spearman),
            repeats);
  }

  private TableSection acrossPairs() {
    List<List<String>> rows = new ArrayList<>();
    for (Part part : Part.values()) {
      for (Coefficient coefficient : Coefficient.values()) {
        Estimate estimate = correlation.acrossPairs(coefficient, part, repeats, seed);
        rows.add(
            List.of(
                words(part),
                words(coefficient),
                signed(estimate.value()),
                repeats < Comparison.LEAST_REPEATS ? "-" : interval(estimate)));
      }
    }
    return new TableSection(
        "Across repeats and settings",
        "Each pair of models is one point, at the last epoch: the fall of L_intra since the first"
            + " epoch, and the gain in coarse test accuracy over the coarse model. The intervals"
            + " are from a bootstrap over the repeats.",
        List.of(
            Column.words("L_intra on"),
            Column.words("coefficient"),
            Column.numbers("value"),
            Column.numbers("95 % interval")),
        rows);
  }

  private TableSection alongTraining() {
    List<List<String>> rows = new ArrayList<>();
    for (Part part : Part.values()) {
      for (Coefficient coefficient : Coefficient.values()) {
        List<String> row = new ArrayList<>(List.of(words(part), words(coefficient)));
        row.addAll(
            correlation
                .alongTraining(coefficient, part, seed)
                .map(
                    along ->
                        List.of(
                            signed(along.median().value()),
                            "%s to %s"
                                .formatted(
                                    signed(along.quartiles().lower()),
                                    signed(along.quartiles().upper())),
                            along.hasInterval() ? interval(along.median()) : "-",
                            Integer.toString(along.pairs())))
                .orElse(List.of("-", "-", "-", "0")));
        rows.add(row);
      }
    }
    return new TableSection(
        "Along training",
        "Each pair of models has one coefficient, over its epochs. The table has the distribution"
            + " of these coefficients.",
        List.of(
            Column.words("L_intra on"),
            Column.words("coefficient"),
            Column.numbers("median"),
            Column.numbers("quartiles"),
            Column.numbers("95 % interval of the median"),
            Column.numbers("pairs")),
        rows);
  }

  private Section scatter(Part part) {
    Map<String, List<ScatterFigure.Dot>> groups = new LinkedHashMap<>();
    for (Pair pair : correlation.pairs()) {
      int last = pair.epochs() - 1;
      groups
          .computeIfAbsent(Wording.sizes(pair.fine().setting()), _ -> new ArrayList<>())
          .add(new ScatterFigure.Dot(pair.fall(last, part), pair.gain(last)));
    }
    List<ScatterFigure.Group> drawn = new ArrayList<>();
    groups.forEach(
        (setting, dots) ->
            drawn.add(new ScatterFigure.Group(setting, SeriesStyle.other(drawn.size()), dots)));
    String title = "Gain in coarse accuracy against the fall of L_intra on the " + words(part);
    return new FigureSection(
        new ScatterFigure(
            part == Part.TEST ? "correlation-test" : "correlation-training",
            title,
            Axis.linear("fall of L_intra on the %s since the first epoch".formatted(words(part))),
            Axis.linear("coarse test accuracy, fine minus coarse"),
            true,
            drawn),
        "Each point is a pair of models at the last epoch.");
  }

  /** The losses of the fine model of the first pair, epoch by epoch. */
  private Section losses() {
    Pair first = correlation.pairs().getFirst();
    List<Series> lines = new ArrayList<>();
    for (Part part : Part.values()) {
      LineFigure.Dash dash = part == Part.TEST ? LineFigure.Dash.SOLID : LineFigure.Dash.DASHED;
      List<Point> intra = new ArrayList<>();
      List<Point> coarse = new ArrayList<>();
      for (int epoch = 0; epoch < first.epochs(); epoch++) {
        Losses losses = part.of(first.fine(), epoch);
        intra.add(Point.of(epoch + 1, losses.intra().orElseThrow()));
        coarse.add(Point.of(epoch + 1, losses.coarse()));
      }
      lines.add(new Series("L_intra, " + words(part), SeriesStyle.VERMILION, dash, intra));
      lines.add(new Series("L_coarse, " + words(part), SeriesStyle.BLUE, dash, coarse));
    }
    String title = "Losses of a fine model, " + Wording.sizes(first.fine().setting());
    return new FigureSection(
        new LineFigure(
            "losses", title, Axis.linear("epoch"), Axis.linear("mean loss"), false, lines),
        "The model of the first repeat.");
  }

  private static String words(Part part) {
    return part == Part.TEST ? "test set" : "training set";
  }

  private static String words(Coefficient coefficient) {
    return coefficient == Coefficient.PEARSON ? "Pearson" : "Spearman";
  }

  private static String interval(Estimate estimate) {
    return "%s to %s".formatted(signed(estimate.low()), signed(estimate.high()));
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }
}
