package finegrain.trainer.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** The formats that a file of the user's own may have. */
public enum FileFormat {
  // Add a format here.
  /** Features and a label in each line. */
  CSV(CsvReader::read),
  /** NumPy's arrays x_train, y_train, x_test and y_test. */
  NPZ(NpzReader::read);

  @SuppressWarnings("ImmutableEnumChecker") // A method of a class that keeps nothing.
  private final BiFunction<Path, ReadOptions, FileContents> reader;

  FileFormat(BiFunction<Path, ReadOptions, FileContents> reader) {
    this.reader = reader;
  }

  /** The files that a user names after the colon. */
  List<Path> paths(String files) {
    return List.of(Path.of(files));
  }

  /**
   * Reads files.
   *
   * @throws finegrain.trainer.UserError if one cannot be read, is malformed, or has too few
   *     samples, or if the format has no use for an option
   */
  FileContents read(List<Path> paths, ReadOptions options) {
    return reader.apply(paths.getFirst(), options);
  }

  /** The name on the command line, which is the ending of such files too. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
