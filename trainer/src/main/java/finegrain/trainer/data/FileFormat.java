package finegrain.trainer.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** The formats that a file of the user's own may have. */
public enum FileFormat {
  // Add a format here.
  /** Features and a label in each line. */
  CSV(CsvReader::read),
  /** NumPy's arrays x_train, y_train, x_test and y_test. */
  NPZ(NpzReader::read);

  @SuppressWarnings("ImmutableEnumChecker") // A method of a class that keeps nothing.
  private final Function<Path, FileContents> reader;

  FileFormat(Function<Path, FileContents> reader) {
    this.reader = reader;
  }

  /**
   * Reads a file.
   *
   * @throws finegrain.trainer.UserError if it cannot be read, is malformed, or has too few samples
   */
  FileContents read(Path path) {
    return reader.apply(path);
  }

  /** The name on the command line, which is the ending of such files too. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
