package finegrain.trainer.report;

import finegrain.trainer.result.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a report: report.html, and each figure as NAME.svg and NAME.png beside it. */
public final class ReportWriter {

  private ReportWriter() {}

  /**
   * Writes the files, each under a temporary name first; report.html last, so that what it names is
   * there. Files of those names are replaced.
   *
   * @param folder exists
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, Report report) throws IOException {
    for (Figure figure : report.figures()) {
      Picture picture = Drawing.of(figure, Layout.FILE);
      WholeFile.write(folder.resolve(figure.name() + ".svg"), Svg.file(picture, figure.name()));
      byte[] png = Png.of(Raster.of(picture));
      WholeFile.write(folder.resolve(figure.name() + ".png"), out -> out.write(png));
    }
    WholeFile.write(folder.resolve("report.html"), Page.of(report));
  }
}
