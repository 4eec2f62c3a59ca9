package finegrain.trainer.study.multiview;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Dash;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.StudyResults.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run over granularities says of the two theorems. A training loss is small up to {@value
 * #SMALL_LOSS}, an error up to {@value #SMALL_ERROR}; an error is bounded away from 0 from {@value
 * #LARGE_ERROR} on. The ends of the 95 % intervals of the medians decide.
 */
final class TheoremReport {
  private static final double SMALL_LOSS = 0.1;
  private static final double SMALL_ERROR = 0.02;
  private static final double LARGE_ERROR = 0.05;
  private static final String COARSE = "coarse";
  private static final String FINE = "fine";
  private static final String REPEATS_OF = "Median and quartiles of %d repeats.";

  private final long seed;
  private final Map<String, List<Line>> arms = new LinkedHashMap<>();
  private final List<Line> steps;
  private final List<Line> ablations;
  private final int repeats;

  private TheoremReport(long seed, StudyResults results) {
    this.seed = seed;
    results
        .lines()
        .forEach(
            line -> arms.computeIfAbsent(line.text("labels"), _ -> new ArrayList<>()).add(line));
    steps = results.lines(PatchRun.STEPS.name());
    ablations = results.lines(PatchRun.ABLATIONS.name());
    repeats = arms.values().iterator().next().size();
  }

  static Conclusion of(long seed, StudyResults results) {
    return new TheoremReport(seed, results).conclusion();
  }

  private Conclusion conclusion() {
    List<Section> sections = new ArrayList<>();
    if (arms.containsKey(COARSE) || arms.containsKey(FINE)) {
      sections.add(stepsFigure());
    }
    sections.add(granularityFigure());
    sections.add(armsTable());
    sections.add(ablationTable(PatchRun.AT_TEST, "What the trained networks rely on"));
    if (ablations.stream().anyMatch(line -> line.text("when").equals(PatchRun.IN_FINE_TUNING))) {
      sections.add(ablationTable(PatchRun.IN_FINE_TUNING, "What fine-tuning needs"));
    }
    return new Conclusion(finding(), detail(), claim(), answer(), List.of(), sections);
  }

  private String finding() {
    return arms.containsKey(COARSE) && arms.containsKey(FINE)
        ? "The hard error is %s with coarse labels and %s with fine ones; the easy error is %s and %s."
            .formatted(
                middle(COARSE, "hard_error"),
                middle(FINE, "hard_error"),
                middle(COARSE, "easy_error"),
                middle(FINE, "easy_error"))
        : String.join(
                "; ",
                arms.keySet().stream()
                    .map(
                        labels ->
                            "%s labels: hard error %s"
                                .formatted(labels, error(labels, "hard_error")))
                    .toList())
            + ".";
  }

  private String middle(String labels, String column) {
    return ErrorCurve.number(ErrorCurve.median(arms.get(labels), column, seed).value());
  }

  private String error(String labels, String column) {
    return ErrorCurve.interval(ErrorCurve.median(arms.get(labels), column, seed), repeats);
  }

  private static String claim() {
    return "The paper's theorems say that a network of coarse labels reaches a small training loss"
        + " while its error on hard samples stays away from 0, and that a network of fine labels"
        + " reaches a small error on easy and on hard samples.";
  }

  private String answer() {
    if (!arms.containsKey(COARSE) || !arms.containsKey(FINE)) {
      return "This run lacks coarse or fine labels, and says nothing of them.";
    }
    if (repeats < Comparison.LEAST_REPEATS) {
      return "This run makes no claim: with fewer than %d repeats there are no intervals."
          .formatted(Comparison.LEAST_REPEATS);
    }
    Estimate loss = ErrorCurve.median(arms.get(COARSE), "train_loss", seed);
    Estimate coarseHard = ErrorCurve.median(arms.get(COARSE), "hard_error", seed);
    Estimate fineHard = ErrorCurve.median(arms.get(FINE), "hard_error", seed);
    Estimate fineEasy = ErrorCurve.median(arms.get(FINE), "easy_error", seed);
    return "The theorem on coarse labels %s: the training loss is %s, the hard error %s.\n"
            .formatted(
                verdict(
                    loss.high() <= SMALL_LOSS && coarseHard.low() >= LARGE_ERROR,
                    loss.low() > SMALL_LOSS || coarseHard.high() < LARGE_ERROR),
                ErrorCurve.interval(loss, repeats),
                ErrorCurve.interval(coarseHard, repeats))
        + "The theorem on fine labels %s: the easy error is %s, the hard error %s."
            .formatted(
                verdict(
                    fineHard.high() <= SMALL_ERROR && fineEasy.high() <= SMALL_ERROR,
                    fineHard.low() > SMALL_ERROR || fineEasy.low() > SMALL_ERROR),
                ErrorCurve.interval(fineEasy, repeats),
                ErrorCurve.interval(fineHard, repeats));
  }

  private static String verdict(boolean holds, boolean fails) {
    return holds ? "holds" : fails ? "does not hold" : "is undecided";
  }

  private String detail() {
    List<String> sentences = new ArrayList<>();
    for (String labels : Stream.of(COARSE, FINE).filter(arms::containsKey).toList()) {
      sentences.add(
          "In the weights of the network of %s labels, the features of the subclasses are %s times as strong as the common ones."
              .formatted(labels, error(labels, "strength_ratio")));
    }
    if (arms.containsKey(FINE)) {
      sentences.add(
          "Without the subclass features, the hard error of the network of fine labels is %s; without the common ones %s."
              .formatted(
                  without(PatchRun.AT_TEST, Ablation.NO_SUBCLASS_FEATURES),
                  without(PatchRun.AT_TEST, Ablation.NO_COMMON_FEATURES)));
      sentences.add(
          "After fine-tuning on coarse labels it is %s; with its neurons of subclass features silenced from the start of the fine-tuning %s."
              .formatted(
                  without(PatchRun.IN_FINE_TUNING, Ablation.NONE),
                  without(PatchRun.IN_FINE_TUNING, Ablation.NO_SUBCLASS_NEURONS)));
    }
    return String.join(" ", sentences);
  }

  /** The hard error of the network of fine labels. */
  private String without(String when, Ablation ablation) {
    return ErrorCurve.interval(
        ErrorCurve.median(ablated(FINE, when, ablation.toString()), "hard_error", seed), repeats);
  }

  private List<Line> ablated(String labels, String when, String without) {
    return ablations.stream()
        .filter(line -> line.text("labels").equals(labels))
        .filter(line -> line.text("when").equals(when))
        .filter(line -> line.text("without").equals(without))
        .toList();
  }

  private FigureSection stepsFigure() {
    List<Series> series = new ArrayList<>();
    for (String labels : Stream.of(COARSE, FINE).filter(arms::containsKey).toList()) {
      List<Line> lines = steps.stream().filter(line -> line.text("labels").equals(labels)).toList();
      SeriesStyle style = labels.equals(COARSE) ? SeriesStyle.BLUE : SeriesStyle.VERMILION;
      for (boolean hard : new boolean[] {true, false}) {
        series.add(
            new Series(
                "%s labels, %s samples".formatted(labels, hard ? "hard" : "easy"),
                style,
                hard ? Dash.SOLID : Dash.DOTTED,
                ErrorCurve.points(
                    lines, line -> line.number("step"), hard ? "hard_error" : "easy_error")));
      }
    }
    return new FigureSection(
        new LineFigure(
            "steps",
            "Error on hard and easy samples while training",
            Axis.logarithmic("training steps"),
            Axis.linear("share of samples that are wrong", 0, 1),
            false,
            series),
        REPEATS_OF.formatted(repeats)
            + " Where lines lie on each other, the table has the figures.");
  }

  private FigureSection granularityFigure() {
    List<String> names = List.copyOf(arms.keySet());
    List<Series> series = new ArrayList<>();
    for (boolean hard : new boolean[] {true, false}) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        points.add(ErrorCurve.point(i, arms.get(names.get(i)), hard ? "hard_error" : "easy_error"));
      }
      series.add(
          new Series(
              hard ? "hard samples" : "easy samples",
              hard ? SeriesStyle.GREEN : SeriesStyle.PURPLE,
              points));
    }
    return new FigureSection(
        new LineFigure(
            "granularity",
            "Error by the granularity of the labels",
            Axis.categories("labels", names),
            Axis.linear("share of samples that are wrong", 0, 1),
            false,
            series),
        REPEATS_OF.formatted(repeats)
            + " fives and pairs: so many subclasses have one label; halves: each subclass is split"
            + " in two at random; single: each training sample has its own label; @60: of 60"
            + " training samples.");
  }

  private TableSection armsTable() {
    List<List<String>> rows = new ArrayList<>();
    arms.forEach(
        (labels, lines) ->
            rows.add(
                List.of(
                    labels,
                    lines.getFirst().text("outputs"),
                    lines.getFirst().text("samples"),
                    ErrorCurve.quartiles(lines, "train_loss"),
                    ErrorCurve.quartiles(lines, "easy_error"),
                    ErrorCurve.quartiles(lines, "hard_error"),
                    ErrorCurve.quartiles(lines, "strength_ratio"))));
    return new TableSection(
        "Errors by labels",
        REPEATS_OF.formatted(repeats)
            + " Strength ratio: the positive weights for the features of the subclasses over those"
            + " for the common features, in the outputs of their labels.",
        List.of(
            Column.words("labels"),
            Column.numbers("number"),
            Column.numbers("samples"),
            Column.numbers("training loss"),
            Column.numbers("easy error"),
            Column.numbers("hard error"),
            Column.numbers("strength ratio")),
        rows);
  }

  private TableSection ablationTable(String when, String heading) {
    List<List<String>> rows = new ArrayList<>();
    for (String labels : arms.keySet()) {
      for (Ablation ablation : Ablation.values()) {
        List<Line> lines = ablated(labels, when, ablation.toString());
        if (!lines.isEmpty()) {
          rows.add(
              List.of(
                  labels,
                  ablation.toString(),
                  ErrorCurve.quartiles(lines, "easy_error"),
                  ErrorCurve.quartiles(lines, "hard_error")));
        }
      }
    }
    return new TableSection(
        heading,
        when.equals(PatchRun.AT_TEST)
            ? "Errors of the trained networks where something is taken away at the test. "
                + REPEATS_OF.formatted(repeats)
            : "Errors of the network of fine labels after an eighth as many steps more on coarse"
                + " labels, in which something was taken away. Projections are of the training"
                + " samples alone. "
                + REPEATS_OF.formatted(repeats),
        List.of(
            Column.words("labels"),
            Column.words("taken away"),
            Column.numbers("easy error"),
            Column.numbers("hard error")),
        rows);
  }
}
