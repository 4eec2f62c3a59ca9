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
  CSV(CsvReader::read, CsvReader::readAny),
  /** NumPy's arrays in one file. */
  NPZ(NpzReader::read, NpzReader::readAny),
  /** NumPy's arrays, each in a file of its own. */
  NPY(NpyReader::read, NpyReader::readSamples, "X,Y", "X_TRAIN,Y_TRAIN,X_TEST,Y_TEST"),
  /** The format of MNIST's files, for images of any size and any number of classes. */
  IDX(
      IdxPairs::read,
      IdxPairs::readSamples,
      "IMAGES,LABELS",
      "IMAGES,LABELS,TEST_IMAGES,TEST_LABELS");

  @SuppressWarnings("ImmutableEnumChecker") // A method of a class that keeps nothing.
  private final BiFunction<List<Path>, ReadOptions, FileContents> reader;

  @SuppressWarnings("ImmutableEnumChecker") // The same.
  private final AnyReader anyReader;

  /** What the files are, for each number of them; none if there is one file. */
  @SuppressWarnings("ImmutableEnumChecker") // Copied.
  private final List<String> lists;

  /** Reads a file that may have labels or not. */
  private interface AnyReader {
    /**
     * Reads the file.
     *
     * @param features of a sample, by which a column of labels shows
     */
    OwnContents read(Path path, ReadOptions options, int features);
  }

  /** A format of one file, and how it is read if it may lack labels. */
  FileFormat(BiFunction<Path, ReadOptions, FileContents> reader, AnyReader anyReader) {
    this.reader = (paths, options) -> reader.apply(paths.getFirst(), options);
    this.anyReader = anyReader;
    this.lists = List.of();
  }

  /**
   * A format of several files.
   *
   * @param samplesReader reads the first of them alone, which has no labels
   */
  FileFormat(
      BiFunction<List<Path>, ReadOptions, FileContents> reader,
      BiFunction<Path, ReadOptions, OwnContents.Unlabelled> samplesReader,
      String... lists) {
    this.reader = reader;
    this.anyReader = (path, options, _) -> samplesReader.apply(path, options);
    this.lists = List.of(lists);
  }

  /**
   * The files that a user names after the colon.
   *
   * @param alone whether the first one may be there alone, without labels
   * @throws UserError if the format needs another number of them
   */
  List<Path> paths(String files, boolean alone) {
    if (lists.isEmpty() || (alone && !files.contains(","))) {
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

  /**
   * Reads files that may have labels or not.
   *
   * @param features of a sample, by which a column of labels shows
   * @throws UserError as {@link #read}
   */
  OwnContents readAny(List<Path> paths, ReadOptions options, int features) {
    return paths.size() == 1
        ? anyReader.read(paths.getFirst(), options, features)
        : read(paths, options);
  }

  /** The name on the command line, which is the ending of such files too. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
