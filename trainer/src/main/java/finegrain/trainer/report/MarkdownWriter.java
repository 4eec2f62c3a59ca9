package finegrain.trainer.report;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.FigureSvg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes several reports as one Markdown file, each with its first figure. */
public final class MarkdownWriter {
  private static final String INTRODUCTION =
      """
      # Results

      `finegrain report --markdown` wrote this page from the files of the runs. The command at the \
      end of each run repeats the run, with the same bytes on every machine. Data sets that are not \
      built in must be fetched before, with `finegrain data fetch`.
      """;

  private MarkdownWriter() {}

  /**
   * Writes the file, and the figures into a folder with the name of the file without its ending. It
   * replaces files of the same names.
   *
   * @param first a table before all reports, if there is one
   * @throws IOException if a file cannot be written
   */
  public static void write(Path file, Optional<TableSection> first, List<Report> reports)
      throws IOException {
    String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path folder = file.toAbsolutePath().resolveSibling(stem);
    Files.createDirectories(folder);
    StringBuilder text = new StringBuilder(INTRODUCTION);
    first.ifPresent(
        table ->
            text.append(
                "\n## %s\n\n%s\n\n%s"
                    .formatted(table.heading(), table.caption(), markdown(table))));
    for (Report report : reports) {
      text.append("\n## ").append(report.title()).append("\n\n").append(report.finding());
      text.append("\n\n");
      if (!report.figures().isEmpty()) {
        Figure figure = report.figures().getFirst();
        String name = report.title().replaceAll("[^a-z0-9]+", "-") + ".svg";
        WholeFile.write(folder.resolve(name), FigureSvg.file(figure));
        text.append("![%s](%s/%s)\n\n".formatted(figure.title(), stem, name));
      }
      for (Section section : report.sections()) {
        switch (section) {
          case TextSection(String _, List<String> paragraphs) ->
              paragraphs.forEach(paragraph -> text.append(paragraph).append("\n\n"));
          case TableSection table ->
              text.append(
                  "### %s\n\n%s\n\n%s\n"
                      .formatted(table.heading(), table.caption(), markdown(table)));
          case FigureSection _ -> {
            // The page shows the first figure alone; the run's own report has all of them.
          }
        }
      }
      report.commands().forEach(line -> text.append("    ").append(line).append('\n'));
    }
    List<String> references =
        reports.stream().flatMap(report -> report.references().stream()).distinct().toList();
    if (!references.isEmpty()) {
      text.append("\n## References\n");
      references.forEach(reference -> text.append('\n').append(reference).append('\n'));
    }
    WholeFile.write(file, text.toString());
  }

  private static String markdown(TableSection table) {
    StringBuilder text = new StringBuilder();
    text.append(row(table.columns().stream().map(TableSection.Column::title).toList()));
    text.append(
        row(table.columns().stream().map(column -> column.numbers() ? "---:" : "---").toList()));
    table.rows().forEach(cells -> text.append(row(cells)));
    return text.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
