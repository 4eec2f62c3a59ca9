package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.RegionFigure;
import finegrain.trainer.report.figure.ScatterFigure;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The report of a run with several families of models: what each of them answers, and a figure with
 * all of them.
 */
final class FamiliesReport {
  private final Question question;
  private final Configuration configuration;
  private final Results results;
  private final List<Family> families = new ArrayList<>();

  /** A family among others. */
  private record Family(
      String name, Configuration configuration, Results results, Conclusion conclusion) {
    String says(String words) {
      return words.isEmpty() ? "" : name + ": " + words;
    }
  }

  private FamiliesReport(Question question, Configuration configuration, Results results) {
    this.question = question;
    this.configuration = configuration;
    this.results = results;
    for (Configuration own : configuration.ofEach()) {
      Results ofFamily = results.of(own.architectures());
      families.add(
          new Family(own.model(), own, ofFamily, QuestionReport.ofFamily(question, own, ofFamily)));
    }
  }

  static Conclusion of(Question question, Configuration configuration, Results results) {
    return new FamiliesReport(question, configuration, results).conclude();
  }

  private Conclusion conclude() {
    List<Ruling> rulings =
        families.stream().flatMap(family -> family.conclusion().rulings().stream()).toList();
    List<Section> sections = new ArrayList<>();
    sections.add(together());
    for (Family family : families) {
      family.conclusion().sections().forEach(section -> sections.add(named(section, family)));
    }
    return new Conclusion(
        joined(family -> family.says(family.conclusion().finding())),
        joined(family -> family.says(family.conclusion().detail())),
        families.getFirst().conclusion().claim(),
        joined(family -> family.says(family.conclusion().answer())),
        rulings,
        sections);
  }

  private String joined(Function<Family, String> words) {
    return families.stream()
        .map(words)
        .filter(one -> !one.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** The figure with all families: that of the question. */
  private FigureSection together() {
    return switch (question) {
      case Question.OverSize(Question.Size size, _) -> overSize(size);
      case Question.OverMaps asked ->
          difference(
              "by map",
              Axis.categories("map", asked.maps()),
              (_, one) -> asked.maps().indexOf(one.map()));
      case Question.OverTargets _, Question.OverClusters _ -> overTargets();
      case Question.LossCorrelation _ -> scatter();
    };
  }

  /** Widths of several families have no common axis, so models are as large as their parameters. */
  private FigureSection overSize(Question.Size size) {
    return switch (size) {
      case CAPACITY ->
          difference(
              "by the size of the model",
              Axis.logarithmic("parameters of the fine model"),
              FamiliesReport::parameters);
      case SAMPLES -> {
        SizeAxis axis = SizeAxis.of(size, configuration);
        yield difference("by " + axis.name(), axis.axis(configuration), (_, one) -> one.perClass());
      }
    };
  }

  private FigureSection overTargets() {
    List<Target> targets =
        ComparisonFigures.targets(results.rows()).stream()
            .filter(target -> !target.equals(question.reference()))
            .toList();
    return difference(
        "by training labels",
        Axis.categories("trained on", targets.stream().map(Wording::target).toList()),
        (_, one) -> targets.indexOf(one.target()));
  }

  /** Where a comparison lies on the horizontal axis. */
  private interface Place {
    double of(Results ofFamily, Comparison comparison);
  }

  private static double parameters(Results ofFamily, Comparison comparison) {
    return ofFamily.rows().stream()
        .filter(row -> row.has(comparison.target()) && row.setting().equals(comparison.setting()))
        .mapToInt(Results.Row::parameters)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The gains of fine labels with the least label noise, a line for each family and size that does
   * not lie on the axis.
   */
  private FigureSection difference(String by, Axis axis, Place place) {
    List<LineFigure.Series> lines = new ArrayList<>();
    boolean intervals = true;
    boolean onlyFine =
        question instanceof Question.OverSize || question instanceof Question.OverMaps;
    for (Family family : families) {
      List<Comparison> comparisons =
          Comparison.of(family.results().rows(), question.reference(), configuration.seed())
              .stream()
              .filter(one -> !onlyFine || one.target().equals(Target.FINE))
              .filter(one -> one.noise().equals(configuration.labelNoises().getFirst()))
              .toList();
      intervals &= comparisons.stream().allMatch(Comparison::hasInterval);
      lines.addAll(lines(family, comparisons, lines.size(), place));
    }
    return new FigureSection(
        new LineFigure(
            "models",
            "Difference from %s %s, for each model"
                .formatted(Wording.labels(question.reference()), by),
            axis,
            Axis.linear("difference in accuracy"),
            true,
            lines),
        intervals
            ? "Median of the paired differences, with its 95 % bootstrap interval."
            : "Median of the paired differences.");
  }

  private List<LineFigure.Series> lines(
      Family family, List<Comparison> comparisons, int before, Place place) {
    Function<Comparison, String> label =
        one -> {
          List<String> parts = new ArrayList<>(List.of(family.name()));
          boolean samples =
              question instanceof Question.OverSize(Question.Size size, _)
                  && size == Question.Size.SAMPLES;
          boolean capacity =
              question instanceof Question.OverSize(Question.Size size, _)
                  && size == Question.Size.CAPACITY;
          if (!samples && Wording.vary(comparisons, Comparison::perClass)) {
            parts.add(Wording.samples(one.perClass()));
          }
          if (!capacity && Wording.vary(comparisons, Comparison::width)) {
            parts.add(Wording.capacity(one.model()));
          }
          return String.join(", ", parts);
        };
    return ComparisonFigures.lines(
        comparisons, label, one -> place.of(family.results(), one), before);
  }

  /** The pairs of models of all families, at their last epochs. */
  private FigureSection scatter() {
    List<ScatterFigure.Group> groups = new ArrayList<>();
    for (Family family : families) {
      ScatterFigure own =
          family.conclusion().sections().stream()
              .filter(FigureSection.class::isInstance)
              .map(section -> ((FigureSection) section).figure())
              .filter(ScatterFigure.class::isInstance)
              .map(ScatterFigure.class::cast)
              .findFirst()
              .orElseThrow();
      groups.add(
          new ScatterFigure.Group(
              family.name(),
              SeriesStyle.other(groups.size()),
              own.groups().stream().flatMap(group -> group.dots().stream()).toList()));
    }
    return new FigureSection(
        new ScatterFigure(
            "models",
            "Gain in coarse accuracy against the fall of L_intra, for each model",
            Axis.linear("fall of L_intra on the test set since the first epoch"),
            Axis.linear("coarse test accuracy, fine minus coarse"),
            true,
            groups),
        "Each point is a pair of models at the last epoch.");
  }

  /** A section of a family's own report, with the name of the family. */
  private static Section named(Section section, Family family) {
    String name = family.name();
    return switch (section) {
      case FigureSection(Figure figure, String caption) ->
          new FigureSection(named(figure, name), caption);
      case TableSection table ->
          new TableSection(
              "%s, %s".formatted(table.heading(), name),
              table.caption(),
              table.columns(),
              table.rows());
      case TextSection text ->
          new TextSection("%s, %s".formatted(text.heading(), name), text.paragraphs());
    };
  }

  private static Figure named(Figure figure, String family) {
    String name = figure.name() + "-" + family.replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    String title = "%s, %s".formatted(figure.title(), family);
    return switch (figure) {
      case LineFigure(_, _, Axis x, Axis y, boolean zeroLine, List<LineFigure.Series> series) ->
          new LineFigure(name, title, x, y, zeroLine, series);
      case ScatterFigure(
              _,
              _,
              Axis x,
              Axis y,
              boolean zeroLine,
              List<ScatterFigure.Group> groups) ->
          new ScatterFigure(name, title, x, y, zeroLine, groups);
      case RegionFigure regions ->
          new RegionFigure(
              name,
              title,
              regions.range(),
              regions.coarseNames(),
              regions.classes(),
              regions.panels());
    };
  }
}
