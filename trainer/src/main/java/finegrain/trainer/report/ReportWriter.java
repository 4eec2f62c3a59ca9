package finegrain.trainer.report;

import java.io.IOException;
import java.nio.file.Path;

/** Writes a report: report.html, and each figure as NAME.svg and NAME.png beside it. */
public final class ReportWriter {

  private ReportWriter() {}

  /**
   * Writes the files, each under a temporary name first; report.html last, so that what it names is
   * there.
   *
   * @param folder exists
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, Report report) throws IOException {
    throw new IOException("not written yet: " + folder + report.title());
  }
}
