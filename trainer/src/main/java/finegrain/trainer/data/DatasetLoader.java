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
 * Loads the data sets of the {@link DatasetCatalog} from the user's files, from files fetched
 * before, or from the built-in copy.
 */
public final class DatasetLoader {
  private DatasetLoader() {}

  /**
   * Reads a whole data set. A folder of the data set inside {@code dataDir} comes before the
   * built-in copy and must be complete. Without {@code dataDir}, a data set that is not built in
   * comes from the {@link DownloadFolder}.
   *
   * @param name a name of the {@link DatasetCatalog}
   * @param dataDir a folder with a folder for each data set, in the layout of the official
   *     downloads
   * @param unverified whether to take well-formed files whose checksums are not the official ones;
   *     the built-in copy is always verified
   * @throws UserError if the name is unknown, or files are missing, malformed or not the official
   *     ones
   */
  public static Dataset load(String name, Optional<Path> dataDir, boolean unverified) {
    return load(DatasetCatalog.named(name), dataDir, unverified, Scaling.NONE);
  }

  /** Reads and scales a whole data set. */
  static Dataset load(
      KnownDataset known, Optional<Path> dataDir, boolean unverified, Scaling scaling) {
    return loadFrom(folder(known, dataDir, DownloadFolder.usual()), known, unverified, scaling);
  }

  /** Loads from a folder of the data set, or the built-in copy where that is empty. */
  static Dataset loadFrom(
      Optional<Path> folder, KnownDataset known, boolean unverified, Scaling scaling) {
    Verification verification = new Verification(known, unverified && folder.isPresent());
    SampleSet train;
    Future<SampleSet> testRead;
    // Closing waits for the test set, even if reading the training set fails.
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      testRead = other.submit(() -> read(known, known.test(), folder, verification));
      train = read(known, known.train(), folder, verification);
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
        folder.map(Path::toString).orElse("built-in"),
        sha256,
        List.of());
  }

  /** Reads one of the two sets, and checks it. */
  static SampleSet read(
      KnownDataset known,
      List<OfficialFile> files,
      Optional<Path> folder,
      Verification verification) {
    return switch (known.format()) {
      case IDX -> IdxReader.read(known, files.get(0), files.get(1), folder, verification);
      case CIFAR_10, CIFAR_100 ->
          CifarReader.read(known, files, folder.orElseThrow(), verification);
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

  /** The folder of a data set; empty for the built-in copy. */
  static Optional<Path> folder(KnownDataset known, Optional<Path> dataDir, Path cache) {
    if (dataDir.isEmpty()) {
      Path fetched = cache.resolve(known.folder());
      if (!known.builtIn() && !Files.isDirectory(fetched)) {
        throw new UserError(
            "%s is not built in; fetch it with 'finegrain data fetch %s', or pass --data-dir DIR, where DIR/%s"
                .formatted(known.name(), known.name(), layout(known)));
      }
      return known.builtIn() ? Optional.empty() : Optional.of(fetched);
    }
    Path dir = dataDir.get();
    if (!Files.isDirectory(dir)) {
      throw new UserError(
          "--data-dir %s %s; give the folder that holds the folder %s"
              .formatted(
                  dir,
                  DataFile.exists(dir) ? "is not a folder" : "does not exist",
                  known.folder()));
    }
    Path folder = dir.resolve(known.folder());
    if (Files.isDirectory(folder)) {
      return Optional.of(folder);
    }
    if (DataFile.exists(folder)) {
      throw new UserError(
          "%s is not a folder; make it one, so that %s/%s".formatted(folder, dir, layout(known)));
    }
    if (known.builtIn()) {
      return Optional.empty();
    }
    throw new UserError(
        "--data-dir %s has no folder %s; download %s from %s so that %s/%s"
            .formatted(dir, known.folder(), known.name(), known.origin(), dir, layout(known)));
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
