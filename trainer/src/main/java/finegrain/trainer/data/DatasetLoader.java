package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Loads the data sets of the {@link DatasetCatalog} from the user's files or the built-in copy. */
public final class DatasetLoader {
  private DatasetLoader() {}

  /**
   * Reads a whole data set. A folder of the data set inside {@code dataDir} comes before the
   * built-in copy; where there is such a folder, it has to be complete.
   *
   * @param name a name of the {@link DatasetCatalog}
   * @param dataDir a folder with a folder for each data set, in the layout of the official
   *     downloads
   * @param unverified whether to take well-formed files whose checksums are not the official ones;
   *     the built-in copy is verified all the same
   * @throws UserError if the name is unknown, or files are missing, malformed or not the official
   *     ones
   */
  public static Dataset load(String name, Optional<Path> dataDir, boolean unverified) {
    KnownDataset known = DatasetCatalog.named(name);
    return load(known, source(known, dataDir), unverified);
  }

  static Dataset load(KnownDataset known, Dataset.Source source, boolean unverified) {
    Verification verification =
        new Verification(known, unverified && !(source instanceof Dataset.Source.BuiltIn));
    SampleSet train;
    Future<SampleSet> testRead;
    // Closing waits for the test set, even where the training set is found to be bad.
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      testRead = other.submit(() -> read(known, known.test(), source, verification));
      train = read(known, known.train(), source, verification);
    }
    SampleSet test = result(testRead);
    SortedMap<String, String> sha256 = new TreeMap<>(train.sha256());
    sha256.putAll(test.sha256());
    return new Dataset(
        known.name(),
        known.format().features(),
        known.classNames(),
        train.samples(),
        test.samples(),
        source,
        sha256);
  }

  /** Reads one of the two sets, and checks it. */
  static SampleSet read(
      KnownDataset known,
      List<OfficialFile> files,
      Dataset.Source source,
      Verification verification) {
    return switch (known.format()) {
      case IDX -> IdxReader.read(known, files.get(0), files.get(1), source, verification);
      case CIFAR ->
          switch (source) {
            case Dataset.Source.Folder(Path folder) ->
                CifarReader.read(known, files, folder, verification);
            case Dataset.Source.BuiltIn _ ->
                throw new IllegalArgumentException(known.name() + " is not built in");
          };
    };
  }

  private static <T> T result(Future<T> finished) {
    if (finished.state() == Future.State.FAILED) {
      switch (finished.exceptionNow()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new AssertionError("reading throws no checked exceptions", e);
      }
    }
    return finished.resultNow();
  }

  private static Dataset.Source source(KnownDataset known, Optional<Path> dataDir) {
    if (dataDir.isEmpty()) {
      if (known.builtIn()) {
        return new Dataset.Source.BuiltIn();
      }
      throw new UserError(
          known.name()
              + " is not built in; download it from "
              + known.origin()
              + " and pass --data-dir DIR, where DIR/"
              + layout(known));
    }
    Path dir = dataDir.get();
    if (!Files.isDirectory(dir)) {
      throw new UserError(
          "--data-dir "
              + dir
              + (DataFile.exists(dir) ? " is not a folder" : " does not exist")
              + "; give the folder that holds the folder "
              + known.folder());
    }
    Path folder = dir.resolve(known.folder());
    if (Files.isDirectory(folder)) {
      return new Dataset.Source.Folder(folder);
    }
    if (DataFile.exists(folder)) {
      throw new UserError(
          folder + " is not a folder; it is right where " + dir + "/" + layout(known));
    }
    if (known.builtIn()) {
      return new Dataset.Source.BuiltIn();
    }
    throw new UserError(
        "--data-dir "
            + dir
            + " has no folder "
            + known.folder()
            + "; download "
            + known.name()
            + " from "
            + known.origin()
            + " so that "
            + dir
            + "/"
            + layout(known));
  }

  /** The folder of a data set and its files, as the end of a sentence. */
  private static String layout(KnownDataset known) {
    String suffix = known.format() == KnownDataset.Format.IDX ? ".gz" : "";
    List<String> names =
        Stream.concat(known.train().stream(), known.test().stream())
            .map(file -> file.name() + suffix)
            .toList();
    return known.folder()
        + "/ holds "
        + String.join(", ", names.subList(0, names.size() - 1))
        + " and "
        + names.getLast();
  }
}
