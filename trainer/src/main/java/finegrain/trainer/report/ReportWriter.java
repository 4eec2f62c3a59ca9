package finegrain.trainer.report;

import finegrain.kernels.host.WholeFile;
import java.io.IOException;
import java.nio.file.Path;

/** Writes a report: report.html, and each figure as NAME.svg and NAME.png beside it. */
public final class ReportWriter {
  /** The name of the page. */
  public static final String HTML = "report.html";

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
      WholeFile.write(folder.resolve(figure.name() + ".svg"), svg(figure));
      byte[] png = Png.of(Raster.of(picture));
      WholeFile.write(folder.resolve(figure.name() + ".png"), out -> out.write(png));
    }
    WholeFile.write(folder.resolve(HTML), Page.of(report));
  }

  /** The text of a figure's SVG file. */
  static String svg(Figure figure) {
    return Svg.file(Drawing.of(figure, Layout.FILE), figure.name());
  }
}
