package finegrain.trainer.data;

import finegrain.trainer.UserError;
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
   * Reads a whole data set: from {@code dataDir} if it is given, and never from the built-in copy
   * then; else the built-in copy, or the {@link DownloadFolder}.
   *
   * @param name a name of the {@link DatasetCatalog}
   * @param dataDir a folder with a folder for each data set, in the layout of the official
   *     downloads or of torchvision, or with the files of this one
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
    return loadFrom(
        DatasetFolder.of(known, dataDir, DownloadFolder.usual()), known, unverified, scaling);
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
    FeatureScale scale = scaling.scale(train.samples());
    Scaling.Sets scaled =
        scaling.apply(scale, new Scaling.Sets(train.samples(), test.samples()), known.name());
    return new Dataset(
        scaling.nameOf(known.name()),
        known.format().shape(),
        known.classNames(),
        scaled.train(),
        scaled.test(),
        folder.map(Path::toString).orElse("built-in"),
        sha256,
        scale,
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
}
