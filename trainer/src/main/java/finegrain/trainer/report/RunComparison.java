package finegrain.trainer.report;

import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One report of several runs: their lines in shared figures, and what each run found. */
public final class RunComparison {
  private RunComparison() {}

  /**
   * A run among others.
   *
   * @param name what tells it apart from the others
   * @param conclusion of the run
   * @param command that repeats the run
   */
  public record Run(String name, Conclusion conclusion, String command) {}

  /** A report with more runs begins with a summary, because their sentences would fill a page. */
  private static final int FEW_RUNS = 3;

  /** Nobody tells more lines apart. */
  private static final int MOST_LINES = 12;

  /** A line figure of a run, with its section. */
  private record Drawn(Run run, int index, FigureSection section, LineFigure figure) {}

  /** What figures have in common that become one. */
  private record Kind(String name, String x, String y) {
    static Kind of(LineFigure figure) {
      return new Kind(figure.name(), figure.x().label(), figure.y().label());
    }
  }

  /**
   * The report. It begins with the verdicts, if there are any. Figures of the same name and axes
   * become one, and those of learning curves are left out.
   */
  public static Report of(List<Run> runs) {
    List<Ruling> rulings =
        runs.stream().flatMap(run -> run.conclusion().rulings().stream()).toList();
    List<Section> sections = new ArrayList<>(VerdictFigures.of(rulings));
    if (!rulings.isEmpty()) {
      sections.add(VerdictTable.of(rulings));
    }
    sections.add(
        new TableSection(
            "What each run found",
            "One row for each folder, in the order of the command line.",
            List.of(Column.words("run"), Column.words("finding")),
            runs.stream()
                .map(run -> List.of(run.name(), run.conclusion().findingInDetail()))
                .toList()));
    sections.addAll(figures(runs));
    return new Report(
        runs.size() + " runs compared",
        runs.size() > FEW_RUNS && !rulings.isEmpty()
            ? VerdictTable.summary(rulings)
            : runs.stream()
                .map(run -> run.name() + ": " + run.conclusion().finding())
                .collect(Collectors.joining(" ")),
        sections,
        new TreeMap<>(),
        new TreeMap<>(
            Map.of("runs", runs.stream().map(Run::name).collect(Collectors.joining("; ")))),
        runs.stream().map(Run::command).toList(),
        List.of(Paper.REFERENCE));
  }

  /** The figures of all runs, laid over each other; those with too many lines are left out. */
  private static List<Section> figures(List<Run> runs) {
    Map<Kind, List<Drawn>> byKind = new LinkedHashMap<>();
    for (int index = 0; index < runs.size(); index++) {
      Run run = runs.get(index);
      for (Section section : run.conclusion().sections()) {
        if (section instanceof FigureSection figure
            && figure.figure() instanceof LineFigure lines
            && !lines.name().startsWith("learning-curves")) {
          byKind
              .computeIfAbsent(Kind.of(lines), _ -> new ArrayList<>())
              .add(new Drawn(run, index, figure, lines));
        }
      }
    }
    List<Section> sections = new ArrayList<>();
    Map<String, Integer> used = new HashMap<>();
    for (List<Drawn> figures : byKind.values()) {
      if (figures.stream().mapToInt(one -> one.figure().series().size()).sum() <= MOST_LINES) {
        String name = figures.getFirst().figure().name();
        int times = used.merge(name, 1, Integer::sum);
        sections.add(together(times == 1 ? name : name + "-" + times, figures));
      }
    }
    return sections;
  }

  /** One figure with the lines of all runs, each named by its run. */
  private static FigureSection together(String name, List<Drawn> figures) {
    LineFigure.Dash[] dashes = LineFigure.Dash.values();
    List<LineFigure.Series> lines = new ArrayList<>();
    for (Drawn drawn : figures) {
      for (LineFigure.Series line : drawn.figure().series()) {
        lines.add(
            new LineFigure.Series(
                "%s, %s".formatted(line.name(), drawn.run().name()),
                SeriesStyle.other(lines.size()),
                dashes[drawn.index() % dashes.length],
                line.points()));
      }
    }
    FigureSection section = figures.getFirst().section();
    LineFigure first = figures.getFirst().figure();
    return new FigureSection(
        new LineFigure(name, first.title(), first.x(), first.y(), first.zeroLine(), lines),
        section.caption());
  }
}
