package finegrain.trainer.report;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.FigureSvg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes several reports as one Markdown file, with the first figure of each beside it and the
 * references of all at its end.
 */
public final class MarkdownWriter {
  private MarkdownWriter() {}

  /**
   * Writes the file, and the figures into a folder that has its name without the ending. Files of
   * those names are replaced.
   *
   * @param introduction what stands above the reports
   * @throws IOException if a file cannot be written
   */
  public static void write(Path file, String introduction, List<Report> reports)
      throws IOException {
    String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path folder = file.toAbsolutePath().resolveSibling(stem);
    Files.createDirectories(folder);
    StringBuilder text = new StringBuilder("# Results\n\n").append(introduction).append('\n');
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
          case TableSection(String heading, Table table, String caption) ->
              text.append("### ")
                  .append(heading)
                  .append("\n\n")
                  .append(markdown(table))
                  .append('\n')
                  .append(caption)
                  .append("\n\n");
          case FigureSection _ -> {
            // The first one is shown; the others are in the run's own report.
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

  private static String markdown(Table table) {
    StringBuilder text = new StringBuilder();
    text.append(row(table.columns().stream().map(Table.Column::title).toList()));
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
