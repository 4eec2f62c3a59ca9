package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.ConfusionCorrelation;
import finegrain.trainer.analysis.ConfusionCorrelation.Point;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Verdict;
import finegrain.trainer.experiment.Claim;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a report says of the gain of fine labels against the average confusion ratio of maps. */
final class ConfusionReport {
  /** A figure of fewer maps shows no course. */
  private static final int LEAST_MAPS = 3;

  private ConfusionReport() {}

  /** The figure and the table; none for few maps. */
  static List<Section> sections(List<ConfusionCorrelation> correlations) {
    if (correlations.stream().noneMatch(one -> one.points().size() >= LEAST_MAPS)) {
      return List.of();
    }
    List<Section> sections = new ArrayList<>(List.of(figure(correlations)));
    if (correlations.stream().anyMatch(one -> one.spearman().isPresent())) {
      sections.add(table(correlations));
    }
    return sections;
  }

  private static FigureSection figure(List<ConfusionCorrelation> correlations) {
    List<Series> lines = new ArrayList<>();
    boolean intervals = true;
    for (ConfusionCorrelation one : correlations) {
      List<LineFigure.Point> points = new ArrayList<>();
      for (Point map : one.points()) {
        points.add(ComparisonFigures.point(map.ratio(), map.comparison()));
        intervals &= map.comparison().hasInterval();
      }
      lines.add(new Series(Wording.sizes(one.setting()), SeriesStyle.other(lines.size()), points));
    }
    return new FigureSection(
        new LineFigure(
            "difference-by-confusion-ratio",
            "Fine minus coarse accuracy by average confusion ratio",
            Axis.linear("average confusion ratio of the fine models"),
            Axis.linear("difference in accuracy"),
            true,
            lines),
        "A point for each map: the median of the paired differences"
            + (intervals ? ", with its 95 % bootstrap interval" : "")
            + ", at the median of the ratios.");
  }

  private static TableSection table(List<ConfusionCorrelation> correlations) {
    return new TableSection(
        "Correlation with the average confusion ratio",
        "Spearman's coefficient over the maps, between the average confusion ratio and the"
            + " difference in accuracy, fine minus coarse; both are medians over the repeats. The"
            + " 95 % bootstrap interval draws whole repeats, and is for these maps.",
        List.of(
            Column.words("models"),
            Column.numbers("maps"),
            Column.numbers("Spearman"),
            Column.numbers("95 % interval")),
        correlations.stream()
            .map(
                one ->
                    List.of(
                        Wording.sizes(one.setting()),
                        Integer.toString(one.points().size()),
                        one.spearman().map(found -> coefficient(found.value())).orElse("-"),
                        one.spearman().map(ConfusionReport::interval).orElse("-")))
            .toList());
  }

  /**
   * Whether the gain grows with the ratio, at the most samples and the first architecture; empty if
   * there are too few maps.
   */
  static String words(List<ConfusionCorrelation> correlations) {
    if (correlations.isEmpty()) {
      return "";
    }
    int most = correlations.getLast().setting().perClass();
    ConfusionCorrelation judged =
        correlations.stream()
            .filter(one -> one.setting().perClass() == most)
            .findFirst()
            .orElseThrow();
    if (judged.points().size() < ConfusionCorrelation.LEAST_MAPS) {
      return "";
    }
    String reported =
        "Chen et al. (arXiv:1901.07012) report that fine labels help the more, the larger the"
            + " average confusion ratio of a map is. ";
    if (!judged.points().getFirst().comparison().hasInterval()) {
      return reported + Findings.TOO_FEW_REPEATS;
    }
    return reported
        + switch (Verdict.of(judged.spearman(), Claim.Sign.POSITIVE)) {
          case AGREES -> "This run agrees" + over(judged);
          case DISAGREES -> "This run disagrees" + over(judged);
          case UNDECIDED -> "This run does not decide it" + over(judged);
          case CANNOT_TELL ->
              Findings.cannotTell("the ratio or the gain is the same for all its maps");
        };
  }

  private static String over(ConfusionCorrelation judged) {
    Estimate found = judged.spearman().orElseThrow();
    Comparison first = judged.points().getFirst().comparison();
    return ": over %d maps, with %s and %s, Spearman's coefficient is %s (95 %% interval %s, %d repeats)."
        .formatted(
            judged.points().size(),
            Wording.samples(first.perClass()),
            Wording.capacity(first.model()),
            coefficient(found.value()),
            interval(found),
            first.repeats());
  }

  private static String interval(Estimate found) {
    return coefficient(found.low()) + " to " + coefficient(found.high());
  }

  private static String coefficient(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }
}
