package finegrain.trainer.study.multiview;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Crossing;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.CrossingSentence;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Dash;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.StudyResults.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What a run says that varies something besides the granularity of the labels. */
final class SweepReport {
  private static final String COARSE = "coarse";
  private static final String FINE = "fine";

  private final Varied varied;
  private final long seed;
  private final List<Line> lines;

  /** The lines of each curve, by its name. */
  private final SequencedMap<String, List<Line>> curves = new LinkedHashMap<>();

  private final int repeats;

  private SweepReport(Varied varied, long seed, StudyResults results) {
    this.varied = varied;
    this.seed = seed;
    lines = results.lines();
    lines.forEach(
        line ->
            curves
                .computeIfAbsent(
                    name(line.text("labels"), line.text("kind")), _ -> new ArrayList<>())
                .add(line));
    repeats = 1 + lines.stream().mapToInt(line -> line.whole("repeat")).max().orElse(0);
  }

  static Conclusion of(Varied varied, long seed, StudyResults results) {
    return new SweepReport(varied, seed, results).conclusion();
  }

  private static String name(String labels, String kind) {
    return kind.isEmpty() ? labels : "%s, %s".formatted(labels, kind);
  }

  private double x(Line line) {
    return varied == Varied.ALPHA
        ? Alpha.of("values", line.text("value")).middle()
        : line.number("value");
  }

  private Conclusion conclusion() {
    List<String> crossings = crossings();
    List<Section> sections = new ArrayList<>();
    sections.add(figure("hard_error", "hard"));
    sections.add(figure("easy_error", "easy"));
    if (varied == Varied.SAMPLES) {
      sections.add(BestLabels.table(best()));
    }
    sections.add(table());
    return new Conclusion(
        crossings.getFirst(),
        String.join(" ", crossings.subList(1, crossings.size())),
        question(),
        repeats < Comparison.LEAST_REPEATS
            ? "There are no intervals with fewer than %d repeats."
                .formatted(Comparison.LEAST_REPEATS)
            : "Intervals are 95 %% bootstrap intervals over %d repeats.".formatted(repeats),
        List.of(),
        sections);
  }

  private String question() {
    return switch (varied) {
      case ALPHA ->
          "The theory has hard samples whose opposing feature is weak; how weak it may be is a"
              + " constant of the proof.";
      case K -> "The theory has many subclasses; how many are enough is a constant of the proof.";
      case NOISE -> "The paper leaves open at which label noise fine labels stop paying.";
      case MISALIGNMENT ->
          "The paper finds that fine labels must fit the target, and leaves open how well.";
      case SAMPLES, GRANULARITY ->
          "The paper leaves open which granularity is best for how many samples of a subclass.";
    };
  }

  /** The sentences, the most important one first. */
  private List<String> crossings() {
    return switch (varied) {
      case ALPHA ->
          List.of(
              half(COARSE, COARSE, "a mean strength of the opposing feature", true),
              half(FINE, FINE, "a mean strength of the opposing feature", true));
      case K ->
          List.of(
              half(COARSE, COARSE, "a number of subclasses", true),
              range(COARSE, "The hard error of coarse labels"),
              range(FINE, "That of fine labels"));
      case NOISE ->
          List.of(
              stops(COARSE, name(FINE, Arm.ACROSS), "a share of labels drawn anew " + Arm.ACROSS),
              stops(COARSE, name(FINE, Arm.INSIDE), "a share of labels drawn anew " + Arm.INSIDE));
      case MISALIGNMENT ->
          List.of(
              stops(
                  name(COARSE, Arm.OTHER_FEATURE),
                  name(FINE, Arm.OTHER_FEATURE),
                  "a share of " + Arm.OTHER_FEATURE),
              half(FINE, name(FINE, Arm.OTHER_FEATURE), "a share of " + Arm.OTHER_FEATURE, true),
              half(COARSE, name(COARSE, Arm.SWAPPED), "a share of " + Arm.SWAPPED, false));
      case SAMPLES, GRANULARITY -> bestSentences();
    };
  }

  /** The median at the first and at the last value. */
  private String range(String curve, String begin) {
    SortedMap<Double, List<Line>> byX = byX(curves.get(curve));
    return "%s is %s at %s %.0f, and %s at %.0f."
        .formatted(
            begin,
            ends(byX.firstEntry().getValue()),
            varied,
            byX.firstKey(),
            ends(byX.lastEntry().getValue()),
            byX.lastKey());
  }

  private String ends(List<Line> of) {
    return ErrorCurve.interval(ErrorCurve.median(of, "hard_error", seed), repeats);
  }

  private SortedMap<Double, List<Line>> byX(List<Line> of) {
    SortedMap<Double, List<Line>> byX = new TreeMap<>();
    of.forEach(line -> byX.computeIfAbsent(x(line), _ -> new ArrayList<>()).add(line));
    return byX;
  }

  /** Of each repeat, a number at each x. */
  private List<double[]> byRepeat(List<Line> of, ToDoubleFunction<Line> number) {
    SortedMap<Integer, SortedMap<Double, Double>> numbers = new TreeMap<>();
    of.forEach(
        line ->
            numbers
                .computeIfAbsent(line.whole("repeat"), _ -> new TreeMap<>())
                .put(x(line), number.applyAsDouble(line)));
    return numbers.values().stream()
        .map(each -> each.values().stream().mapToDouble(value -> value).toArray())
        .toList();
  }

  private double[] values(List<Line> of) {
    return of.stream().mapToDouble(this::x).sorted().distinct().toArray();
  }

  /** Where the hard error rises above one half, or falls below it. */
  private String half(String labels, String curve, String at, boolean rises) {
    List<Line> of = curves.get(curve);
    Crossing crossing =
        Crossing.of(
            values(of),
            byRepeat(of, line -> (rises ? 1 : -1) * (line.number("hard_error") - 0.5)),
            seed);
    return new CrossingSentence(
            "The hard error of %s labels %s one half at %s of"
                .formatted(labels, rises ? "rises above" : "falls below", at),
            "The hard error of %s labels is %s one half at any %s"
                .formatted(labels, rises ? "not above" : "not below", at.substring("a ".length())),
            "The hard error of %s labels is %s one half already at the least %s,"
                .formatted(labels, rises ? "above" : "below", at.substring("a ".length())))
        .of(crossing, values(of), repeats);
  }

  /** The mean of the errors on easy and on hard samples, as if a test had as many of both. */
  private static double error(Line line) {
    return (line.number("easy_error") + line.number("hard_error")) / 2;
  }

  /** Of each repeat, how much larger an error is with some labels than with others. */
  private List<double[]> excess(List<Line> labels, List<Line> others) {
    List<double[]> excess = byRepeat(labels, SweepReport::error);
    List<double[]> base = byRepeat(others, SweepReport::error);
    for (int repeat = 0; repeat < excess.size(); repeat++) {
      for (int i = 0; i < excess.get(repeat).length; i++) {
        excess.get(repeat)[i] -= base.get(repeat)[i];
      }
    }
    return excess;
  }

  /** Where fine labels come to have a larger error than coarse ones. */
  private String stops(String coarse, String fine, String at) {
    List<Line> base = curves.get(coarse);
    Crossing crossing = Crossing.of(values(base), excess(curves.get(fine), base), seed);
    return new CrossingSentence(
            "Fine labels stop paying, by the mean of the easy and the hard error, at %s of"
                .formatted(at),
            "Fine labels have no larger mean of the easy and the hard error than coarse ones at any %s"
                .formatted(at.substring("a ".length())),
            "Fine labels have a larger mean of the easy and the hard error than coarse ones already at the least %s,"
                .formatted(at.substring("a ".length())))
        .of(crossing, values(base), repeats);
  }

  /** Where fine labels begin to pay as samples are added, and which labels are best. */
  private List<String> bestSentences() {
    List<Line> coarse = curves.get(COARSE);
    Crossing crossing = Crossing.of(values(coarse), excess(coarse, curves.get(FINE)), seed);
    SortedMap<Double, BestLabels> best = best();
    return List.of(
        "By the mean of the easy and the hard error, the best labels are, with so many samples of each subclass: %s."
            .formatted(
                best.entrySet().stream()
                    .map(
                        each ->
                            String.format(
                                Locale.ROOT, "%.0f %s", each.getKey(), each.getValue().labels()))
                    .collect(Collectors.joining(", "))),
        new CrossingSentence(
                "Fine labels begin to pay at a number of samples of each subclass of",
                "Fine labels have no smaller mean error than coarse ones with any number of"
                    + " samples",
                "Fine labels have a smaller mean error than coarse ones already with the fewest"
                    + " samples of each subclass,")
            .of(crossing, values(coarse), repeats));
  }

  /** The best labels at each number of samples. */
  private SortedMap<Double, BestLabels> best() {
    SortedMap<Double, BestLabels> best = new TreeMap<>();
    for (double at : values(lines)) {
      SequencedMap<String, double[]> errors = new LinkedHashMap<>();
      curves.forEach(
          (curve, all) -> {
            double[] of =
                all.stream()
                    .filter(line -> x(line) == at)
                    .mapToDouble(SweepReport::error)
                    .toArray();
            if (of.length > 0) {
              errors.put(curve, of);
            }
          });
      best.put(at, BestLabels.of(errors, seed));
    }
    return best;
  }

  private Axis axis() {
    return switch (varied) {
      case ALPHA -> Axis.linear("strength of the opposing feature, middle of its range");
      case K -> Axis.linear("subclasses of each superclass");
      case NOISE -> Axis.linear("share of the fine labels that are drawn anew", 0, 1);
      case MISALIGNMENT -> Axis.linear("share that is misaligned", 0, 1);
      case SAMPLES, GRANULARITY -> Axis.logarithmic("training samples of each subclass");
    };
  }

  private FigureSection figure(String column, String samples) {
    List<Series> series = new ArrayList<>();
    int others = 0;
    for (Map.Entry<String, List<Line>> curve : curves.entrySet()) {
      String labels = curve.getValue().getFirst().text("labels");
      String kind = curve.getValue().getFirst().text("kind");
      SeriesStyle style =
          switch (labels) {
            case COARSE -> SeriesStyle.BLUE;
            case FINE -> SeriesStyle.VERMILION;
            default -> SeriesStyle.other(others++);
          };
      boolean second = kind.equals(Arm.ACROSS) || kind.equals(Arm.OTHER_FEATURE);
      series.add(
          new Series(
              curve.getKey(),
              style,
              second ? Dash.DOTTED : Dash.SOLID,
              ErrorCurve.points(curve.getValue(), this::x, column)));
    }
    return new FigureSection(
        new LineFigure(
            "%s-%s".formatted(varied, samples),
            "Error on %s samples".formatted(samples),
            axis(),
            Axis.linear("share of samples that are wrong", 0, 1),
            false,
            series),
        "Median and quartiles of %d repeats.".formatted(repeats));
  }

  private TableSection table() {
    List<List<String>> rows = new ArrayList<>();
    curves.forEach(
        (curve, of) ->
            byX(of)
                .forEach(
                    (_, at) ->
                        rows.add(
                            List.of(
                                curve,
                                at.getFirst().text("value"),
                                ErrorCurve.quartiles(at, "train_loss"),
                                ErrorCurve.quartiles(at, "easy_error"),
                                ErrorCurve.quartiles(at, "hard_error"),
                                ErrorCurve.quartiles(at, "strength_ratio")))));
    return new TableSection(
        "All errors",
        "Median and quartiles of %d repeats. Strength ratio: the positive weights for the features of the subclasses over those for the common features, in the outputs of their labels."
            .formatted(repeats),
        List.of(
            Column.words("labels"),
            Column.numbers(varied.toString()),
            Column.numbers("training loss"),
            Column.numbers("easy error"),
            Column.numbers("hard error"),
            Column.numbers("strength ratio")),
        rows);
  }
}
