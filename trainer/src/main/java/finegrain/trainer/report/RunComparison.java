package finegrain.trainer.report;

import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.report.TableSection.Column;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.SeriesStyle;
import java.util.ArrayList;
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

  /** A line figure of a run, with its section. */
  private record Drawn(Run run, int index, FigureSection section, LineFigure figure) {}

  /** The report. Figures of the same name become one. */
  public static Report of(List<Run> runs) {
    Map<String, List<Drawn>> byName = new LinkedHashMap<>();
    for (int index = 0; index < runs.size(); index++) {
      Run run = runs.get(index);
      for (Section section : run.conclusion().sections()) {
        if (section instanceof FigureSection figure
            && figure.figure() instanceof LineFigure lines
            && !lines.name().equals("learning-curves")) {
          byName
              .computeIfAbsent(lines.name(), _ -> new ArrayList<>())
              .add(new Drawn(run, index, figure, lines));
        }
      }
    }
    List<Section> sections = new ArrayList<>();
    byName.values().forEach(figures -> sections.add(together(figures)));
    List<Ruling> rulings =
        runs.stream().flatMap(run -> run.conclusion().rulings().stream()).toList();
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
    return new Report(
        runs.size() + " runs compared",
        runs.stream()
            .map(run -> run.name() + ": " + run.conclusion().finding())
            .collect(Collectors.joining(" ")),
        sections,
        new TreeMap<>(),
        new TreeMap<>(
            Map.of("runs", runs.stream().map(Run::name).collect(Collectors.joining("; ")))),
        runs.stream().map(Run::command).toList(),
        List.of(Paper.REFERENCE));
  }

  /** One figure with the lines of all runs, each named by its run. */
  private static FigureSection together(List<Drawn> figures) {
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
        new LineFigure(first.name(), first.title(), first.x(), first.y(), first.zeroLine(), lines),
        section.caption());
  }
}
