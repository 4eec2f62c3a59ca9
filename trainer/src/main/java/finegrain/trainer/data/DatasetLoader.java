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

/**
 * Loads the data sets of the {@link DatasetCatalog} from the user's files, from what was fetched
 * before, or from the built-in copy.
 */
public final class DatasetLoader {
  private DatasetLoader() {}

  /**
   * Reads a whole data set. A folder of the data set inside {@code dataDir} comes before the
   * built-in copy; where there is such a folder, it has to be complete. Without {@code dataDir},
   * what is not built in is looked for in the {@link DownloadFolder}.
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
    return load(DatasetCatalog.named(name), dataDir, unverified, Scaling.NONE);
  }

  /** The same, scaled. */
  static Dataset load(
      KnownDataset known, Optional<Path> dataDir, boolean unverified, Scaling scaling) {
    return load(known, place(known, dataDir, DownloadFolder.usual()), unverified, scaling);
  }

  static Dataset load(
      KnownDataset known, Dataset.Place.OfPublished place, boolean unverified, Scaling scaling) {
    Verification verification =
        new Verification(known, unverified && !(place instanceof Dataset.Place.BuiltIn));
    SampleSet train;
    Future<SampleSet> testRead;
    // Closing waits for the test set, even where the training set is found to be bad.
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      testRead = other.submit(() -> read(known, known.test(), place, verification));
      train = read(known, known.train(), place, verification);
    }
    SampleSet test = result(testRead);
    SortedMap<String, String> sha256 = new TreeMap<>(train.sha256());
    sha256.putAll(test.sha256());
    Scaling.Sets scaled =
        scaling.apply(new Scaling.Sets(train.samples(), test.samples()), known.name());
    return new Dataset(
        scaling.nameOf(known.name()),
        known.format().shape(),
        known.classNames(),
        scaled.train(),
        scaled.test(),
        place,
        sha256);
  }

  /** Reads one of the two sets, and checks it. */
  static SampleSet read(
      KnownDataset known,
      List<OfficialFile> files,
      Dataset.Place.OfPublished place,
      Verification verification) {
    return switch (known.format()) {
      case IDX -> IdxReader.read(known, files.get(0), files.get(1), place, verification);
      case CIFAR_10, CIFAR_100 ->
          switch (place) {
            case Dataset.Place.Folder(Path folder) ->
                CifarReader.read(known, files, folder, verification);
            case Dataset.Place.BuiltIn _ ->
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

  static Dataset.Place.OfPublished place(KnownDataset known, Optional<Path> dataDir, Path cache) {
    if (dataDir.isEmpty()) {
      if (known.builtIn()) {
        return new Dataset.Place.BuiltIn();
      }
      Path fetched = cache.resolve(known.folder());
      if (Files.isDirectory(fetched)) {
        return new Dataset.Place.Folder(fetched);
      }
      throw new UserError(
          known.name()
              + " is not built in; fetch it with 'finegrain data fetch "
              + known.name()
              + "', or pass --data-dir DIR, where DIR/"
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
      return new Dataset.Place.Folder(folder);
    }
    if (DataFile.exists(folder)) {
      throw new UserError(
          folder + " is not a folder; it is right where " + dir + "/" + layout(known));
    }
    if (known.builtIn()) {
      return new Dataset.Place.BuiltIn();
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
    List<String> names = known.files().stream().map(file -> file.name() + suffix).toList();
    return known.folder()
        + "/ holds "
        + String.join(", ", names.subList(0, names.size() - 1))
        + " and "
        + names.getLast();
  }
}
