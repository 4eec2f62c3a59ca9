package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folder in which the files of a published data set lie. */
public final class DatasetFolder {
  /** Where torchvision keeps its files: the IDX files, and the python version of CIFAR. */
  private static final Map<String, String> TORCHVISION =
      Map.of(
          "mnist", "MNIST/raw",
          "fashion-mnist", "FashionMNIST/raw",
          "kmnist", "KMNIST/raw",
          "cifar-10", "cifar-10-batches-py",
          "cifar-100", "cifar-100-python");

  private DatasetFolder() {}

  /**
   * The folder of a data set, in a folder that has one for each.
   *
   * @return empty if there is none
   */
  public static Optional<Path> in(Path dir, KnownDataset known) {
    List<Path> folders = new ArrayList<>(List.of(dir.resolve(known.folder())));
    Optional.ofNullable(TORCHVISION.get(known.name())).map(dir::resolve).ifPresent(folders::add);
    // On some systems the first one may be the parent of the second one.
    return folders.stream()
        .filter(folder -> hasFile(known, folder))
        .findFirst()
        .or(() -> folders.stream().filter(Files::isDirectory).findFirst());
  }

  /** Whether a folder, or its folder for the data set, has a file of it. */
  public static boolean isIn(Path dir, KnownDataset known) {
    return hasFile(known, dir) || in(dir, known).isPresent();
  }

  private static boolean hasFile(KnownDataset known, Path folder) {
    return known.files().stream()
        .anyMatch(file -> Inspection.find(known, file, folder).isPresent());
  }

  /** The folder of a data set that is to be read; empty for the built-in copy. */
  static Optional<Path> of(KnownDataset known, Optional<Path> dataDir, Path cache) {
    if (dataDir.isPresent()) {
      return Optional.of(ofUser(known, dataDir.get()));
    }
    Path fetched = cache.resolve(known.folder());
    if (!known.builtIn() && !Files.isDirectory(fetched)) {
      throw new UserError(
          "%s is not built in; fetch it with 'finegrain data fetch %s', or pass --data-dir DIR, where DIR/%s"
              .formatted(known.name(), known.name(), layout(known)));
    }
    return known.builtIn() ? Optional.empty() : Optional.of(fetched);
  }

  /** Files that the user names are never replaced by the built-in ones. */
  private static Path ofUser(KnownDataset known, Path dir) {
    if (!Files.isDirectory(dir)) {
      throw new UserError(
          "--data-dir %s %s; give the folder that holds the folder %s"
              .formatted(
                  dir,
                  DataFile.exists(dir) ? "is not a folder" : "does not exist",
                  known.folder()));
    }
    Optional<Path> found = in(dir, known).filter(folder -> hasFile(known, folder));
    if (found.isPresent()) {
      return found.get();
    }
    if (hasFile(known, dir)) {
      return dir;
    }
    Path folder = dir.resolve(known.folder());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    if (DataFile.exists(folder)) {
      throw new UserError(
          "%s is not a folder; make it one, so that %s/%s".formatted(folder, dir, layout(known)));
    }
    for (String packed : List.of("-binary.tar.gz", "-python.tar.gz")) {
      Path archive = dir.resolve(known.name() + packed);
      if (DataFile.exists(archive)) {
        throw new UserError(
            "%s is not unpacked; unpack it with 'tar -xzf %s -C %s'"
                .formatted(archive, archive, dir));
      }
    }
    throw new UserError(
        "--data-dir %s has no folder %s; download %s from %s so that %s/%s%s"
            .formatted(
                dir,
                known.folder(),
                known.name(),
                known.origin(),
                dir,
                layout(known),
                known.builtIn() ? ", or leave --data-dir out for the built-in copy" : ""));
  }

  /** The folder of a data set and its files, as the end of a sentence. */
  private static String layout(KnownDataset known) {
    List<String> names =
        known.files().stream().map(file -> Inspection.nameOf(known, file)).toList();
    return known.folder()
        + "/ holds "
        + String.join(", ", names.subList(0, names.size() - 1))
        + " and "
        + names.getLast();
  }
}
