package finegrain.trainer.report;

import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.experiment.PaperFinding;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
import java.util.List;

/** Figures of the numbers that verdicts are about: one for each finding of the paper. */
final class VerdictFigures {
  private VerdictFigures() {}

  /** A figure for each finding on which at least two rulings have a number. */
  static List<FigureSection> of(List<Ruling> rulings) {
    // A model has the same style in all figures.
    List<String> models = rulings.stream().map(Ruling::model).distinct().toList();
    List<FigureSection> sections = new ArrayList<>();
    for (PaperFinding finding : PaperFinding.values()) {
      List<Ruling> drawn =
          rulings.stream()
              .filter(one -> one.finding() == finding && one.number().isPresent())
              .toList();
      if (drawn.size() > 1) {
        sections.add(section(finding, drawn, models));
      }
    }
    return sections;
  }

  private static FigureSection section(
      PaperFinding finding, List<Ruling> rulings, List<String> models) {
    List<String> data = rulings.stream().map(Ruling::dataset).distinct().toList();
    List<Series> series = new ArrayList<>();
    for (int model = 0; model < models.size(); model++) {
      List<Point> points = new ArrayList<>();
      for (Ruling one : rulings) {
        if (one.model().equals(models.get(model))) {
          points.add(point(data.indexOf(one.dataset()), one));
        }
      }
      if (!points.isEmpty()) {
        series.add(new Series(models.get(model), SeriesStyle.other(model), points));
      }
    }
    String measure =
        switch (finding) {
          case SCARCE_DATA, CAPACITY, REDUNDANCY ->
              "change of the gain of fine labels, in percentage points";
          case LOSS_CORRELATION -> "Spearman's coefficient of the fall of L_intra and the gain";
        };
    return new FigureSection(
        new LineFigure(
            "verdict-" + finding.title().replace(' ', '-'),
            "%s: %s".formatted(Wording.capital(finding.title()), finding.words()),
            Axis.categories("data", data),
            Axis.linear(measure),
            true,
            series),
        "Medians with their 95 %% intervals. The finding holds where an interval lies %s 0."
            .formatted(
                switch (finding) {
                  case SCARCE_DATA, REDUNDANCY -> "below";
                  case CAPACITY, LOSS_CORRELATION -> "above";
                }));
  }

  private static Point point(int place, Ruling ruling) {
    Estimate number = ruling.number().orElseThrow();
    double scale = VerdictTable.scale(ruling.finding());
    return new Point(place, scale * number.low(), scale * number.value(), scale * number.high());
  }
}
