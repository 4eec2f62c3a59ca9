package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes in the end. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that it can lie there, before there is anything to write.
   *
   * @param option that names it
   * @throws UserError if it is a folder, or lies in none
   */
  static void check(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new UserError("%s %s is a folder; name a file".formatted(option, file));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserError(
          "%s %s lies in no folder that exists; make the folder, or name another file"
              .formatted(option, file));
    }
  }
}
