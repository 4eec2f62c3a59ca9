package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The data set that a user chooses with {@code --dataset}: a published one by its name, or one of
 * their own as {@code csv:FILE} or {@code npz:FILE}.
 */
public sealed interface DatasetChoice {
  /**
   * What a text chooses. A file of the user's own is read at once, because its classes are in it.
   *
   * @throws UserError if there is no such data set, or the file is none
   */
  static DatasetChoice parse(String text) {
    if (text.startsWith("csv:")) {
      return CsvReader.read(path(text));
    }
    if (text.startsWith("npz:")) {
      return NpzReader.read(path(text));
    }
    return new Published(DatasetCatalog.named(text));
  }

  private static Path path(String text) {
    String file = text.substring("csv:".length());
    if (file.isEmpty()) {
      throw new UserError("--dataset %s must have a file after the colon".formatted(text));
    }
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new UserError("--dataset %s does not name a file".formatted(text), e);
    }
  }

  /** The name, which is fit for a csv row and for a folder: letters, digits, dots and dashes. */
  String name();

  /** The labels of the fine classes, in the order that the digits of a label map follow. */
  List<Integer> fineClasses();

  /** The names of the fine classes, in the same order. */
  List<String> fineClassNames();

  /** The label map of the experiments, if the data set has one. */
  Optional<String> defaultMap();

  /**
   * The data set, in memory.
   *
   * @param dataDir where a published data set is looked for, as {@link DatasetLoader} does
   * @param unverified whether to take files of a published data set that are not the official ones
   * @param scale what is done to the features; other than {@link Scale#NONE} it becomes a part of
   *     the data set's name
   * @throws UserError if files are missing, malformed or not the official ones
   */
  Dataset load(Optional<Path> dataDir, boolean unverified, Scale scale);

  /**
   * The map to take: the one that is given, or else the data set's own.
   *
   * @throws UserError if there is neither
   */
  default String map(Optional<String> given) {
    return given
        .or(this::defaultMap)
        .orElseThrow(
            () ->
                new UserError(
                    "%s has no label map of its own; give --map with the coarse class of each of its %d classes (%s), as digits or in a file"
                        .formatted(name(), fineClasses().size(), shortened(fineClassNames()))));
  }

  private static String shortened(List<String> names) {
    int most = 12;
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + ", ...";
  }

  /** A data set of the {@link DatasetCatalog}. */
  record Published(KnownDataset known) implements DatasetChoice {
    @Override
    public String name() {
      return known.name();
    }

    @Override
    public List<Integer> fineClasses() {
      return known.fineClasses();
    }

    @Override
    public List<String> fineClassNames() {
      return known.fineClassNames();
    }

    @Override
    public Optional<String> defaultMap() {
      return Optional.of(known.defaultMap());
    }

    @Override
    public Dataset load(Optional<Path> dataDir, boolean unverified, Scale scale) {
      return DatasetLoader.load(known, dataDir, unverified, scale);
    }
  }

  /**
   * A data set of the user's own, which has been read.
   *
   * @param name made from that of the file
   * @param fineClassNames in increasing order: of whole numbers by value, of words by letters
   * @param path of the file
   */
  record Own(String name, List<String> fineClassNames, Path path, OwnData data)
      implements DatasetChoice {
    @Override
    public List<Integer> fineClasses() {
      return IntStream.range(0, fineClassNames.size()).boxed().toList();
    }

    @Override
    public Optional<String> defaultMap() {
      return Optional.empty();
    }

    @Override
    public Dataset load(Optional<Path> dataDir, boolean unverified, Scale scale) {
      return data.scaled(this, scale);
    }
  }
}
