package finegrain.trainer.study.pretraining;

import finegrain.trainer.analysis.Crossing;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.report.CrossingSentence;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.study.pretraining.Arm.Kind;
import finegrain.trainer.study.pretraining.TransferResults.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What noise and misalignment of the labels do to the gain of fine ones, and where they end it.
 *
 * @param results of the run
 * @param seed of the bootstrap
 */
record TransferHarm(TransferResults results, long seed) {
  /** What a kind of harm does to the gain of fine labels, from none on. */
  private record Harm(String name, String end, SeriesStyle style, List<Double> x, List<Arm> arms) {}

  private List<Harm> harms() {
    List<Harm> harms = new ArrayList<>();
    harm("noise", "noise of the leaves", SeriesStyle.VERMILION, Kind.NOISE, Kind.LEAVES)
        .ifPresent(harms::add);
    harm(
            "pairs across target classes",
            "share of pairs across target classes",
            SeriesStyle.PURPLE,
            Kind.MISALIGNED,
            Kind.MERGED)
        .ifPresent(harms::add);
    return harms;
  }

  private Optional<Harm> harm(String name, String end, SeriesStyle style, Kind kind, Kind none) {
    List<Double> x = new ArrayList<>();
    List<Arm> arms = new ArrayList<>();
    // Misaligned groups are pairs; other groups are no point without harm.
    results.arms().stream()
        .filter(arm -> arm.kind() == none && (none != Kind.MERGED || arm.count() == 2))
        .findFirst()
        .ifPresent(
            arm -> {
              x.add(0.0);
              arms.add(arm);
            });
    results.arms().stream()
        .filter(arm -> arm.kind() == kind)
        .sorted(Comparator.comparingDouble(Arm::number))
        .forEach(
            arm -> {
              x.add(arm.number());
              arms.add(arm);
            });
    return arms.size() < 2 ? Optional.empty() : Optional.of(new Harm(name, end, style, x, arms));
  }

  /** The gain of fine labels by noise and by misalignment; empty if the run has neither. */
  Optional<FigureSection> figure() {
    List<Series> lines = new ArrayList<>();
    for (Harm harm : harms()) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < harm.x().size(); i++) {
        Estimate gain =
            results.gain(harm.arms().get(i), Arm.TARGET, results.share(), Part.ALL, seed);
        double x = harm.x().get(i);
        points.add(
            Double.isNaN(gain.low())
                ? Point.of(x, gain.value())
                : new Point(x, gain.low(), gain.value(), gain.high()));
      }
      lines.add(new Series(harm.name(), harm.style(), points));
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new FigureSection(
                new LineFigure(
                    "harm",
                    "Gain of fine labels by noise and misalignment",
                    Axis.linear("share of wrong labels, or of pairs across target classes"),
                    Axis.linear("accuracy, difference from the target's own labels"),
                    true,
                    lines),
                results.hasIntervals()
                    ? "Median of the paired differences, with its 95 % bootstrap interval."
                    : "Median of the paired differences."));
  }

  /** Where noise and misalignment end the gain of fine labels, in a sentence each. */
  List<String> ends() {
    return harms().stream().map(this::end).toList();
  }

  /** Where the target's own labels come to lie above the arms with the harm. */
  private String end(Harm harm) {
    double[] x = harm.x().stream().mapToDouble(one -> one).toArray();
    List<double[]> losses =
        harm.arms().stream()
            .map(arm -> results.differences(Arm.TARGET, arm, results.share(), Part.ALL))
            .toList();
    List<double[]> byRepeat =
        IntStream.range(0, results.repeats())
            .mapToObj(repeat -> losses.stream().mapToDouble(each -> each[repeat]).toArray())
            .toList();
    return new CrossingSentence(
            "The mean gain of fine labels ends at a %s of".formatted(harm.end()),
            "The mean gain of fine labels lasts up to the largest %s".formatted(harm.end()),
            "Fine labels have no mean gain already at the least %s,".formatted(harm.end()))
        .of(Crossing.of(x, byRepeat, seed), x, results.repeats());
  }
}
