package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The formats that a file of the user's own may have, or several that belong together. */
public enum FileFormat {
  // Add a format here.
  /** Features and a label in each line. */
  CSV(CsvReader::read),
  /** NumPy's arrays in one file. */
  NPZ(NpzReader::read),
  /** NumPy's arrays, each in a file of its own. */
  NPY(NpyReader::read, "X,Y", "X_TRAIN,Y_TRAIN,X_TEST,Y_TEST"),
  /** The format of MNIST's files, for images of any size and any number of classes. */
  IDX(IdxPairs::read, "IMAGES,LABELS", "IMAGES,LABELS,TEST_IMAGES,TEST_LABELS");

  @SuppressWarnings("ImmutableEnumChecker") // A method of a class that keeps nothing.
  private final BiFunction<List<Path>, ReadOptions, FileContents> reader;

  /** What the files are, for each number of them; none if there is one file. */
  @SuppressWarnings("ImmutableEnumChecker") // Copied.
  private final List<String> lists;

  /** A format of one file. */
  FileFormat(BiFunction<Path, ReadOptions, FileContents> reader) {
    this.reader = (paths, options) -> reader.apply(paths.getFirst(), options);
    this.lists = List.of();
  }

  /** A format of several files. */
  FileFormat(BiFunction<List<Path>, ReadOptions, FileContents> reader, String... lists) {
    this.reader = reader;
    this.lists = List.of(lists);
  }

  /**
   * The files that a user names after the colon.
   *
   * @throws UserError if the format needs another number of them
   */
  List<Path> paths(String files) {
    if (lists.isEmpty()) {
      return List.of(Path.of(files));
    }
    List<String> names = List.of(files.split(",", -1));
    boolean asMany = lists.stream().anyMatch(list -> list.split(",", -1).length == names.size());
    if (!asMany || names.contains("")) {
      throw new UserError(
          "--dataset %s:%s must name its files in order, with commas between them: %s"
              .formatted(
                  this,
                  files,
                  lists.stream()
                      .map(list -> this + ":" + list)
                      .collect(Collectors.joining(" or "))));
    }
    return names.stream().map(Path::of).toList();
  }

  /**
   * Reads files.
   *
   * @throws UserError if one cannot be read, is malformed, or has too few samples, or if the format
   *     has no use for an option
   */
  FileContents read(List<Path> paths, ReadOptions options) {
    return reader.apply(paths, options);
  }

  /** The name on the command line, which is the ending of such files too. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
