package finegrain.trainer.report;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.FigureSvg;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a report: report.html, and each figure as NAME.svg beside it. */
public final class ReportWriter {
  /** The name of the page. */
  public static final String HTML = "report.html";

  private ReportWriter() {}

  /**
   * Writes the files, each under a temporary name first; report.html last, so that the files that
   * it links to exist. Files of those names are replaced.
   *
   * @param folder exists
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, Report report) throws IOException {
    for (Figure figure : report.figures()) {
      WholeFile.write(folder.resolve(figure.name() + ".svg"), FigureSvg.file(figure));
    }
    WholeFile.write(folder.resolve(HTML), Page.of(report));
  }
}
