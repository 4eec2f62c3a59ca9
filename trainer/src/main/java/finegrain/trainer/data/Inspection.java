package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The state of an official file on the disk.
 *
 * @param file the official file
 * @param path where it lies or should lie
 * @param state whether it is the official one
 * @param fault a sentence that says what is wrong; empty if the file is right or missing
 */
public record Inspection(OfficialFile file, Path path, State state, Optional<String> fault) {
  /** Whether a file is the official one. */
  public enum State {
    /** It has the official SHA-256. */
    OFFICIAL,
    /** It does not exist. */
    MISSING,
    /** It is damaged, or it is another file. */
    WRONG
  }

  /**
   * Reads all files of a data set and checks each by itself.
   *
   * @param folder that of the data set
   */
  public static List<Inspection> of(KnownDataset known, Path folder) {
    return known.files().stream().map(file -> of(known, file, folder)).toList();
  }

  /**
   * Whether a data set can be used: all its files are right. Of training files that come in
   * batches, the first ones are enough.
   *
   * @param inspections of all its files
   */
  public static boolean isUsable(KnownDataset known, List<Inspection> inspections) {
    List<State> train =
        inspections.stream().limit(known.train().size()).map(Inspection::state).toList();
    List<State> test =
        inspections.stream().skip(known.train().size()).map(Inspection::state).toList();
    int first = known.format() == KnownDataset.Format.IDX ? train.size() : 1;
    int there = (int) train.stream().takeWhile(State.OFFICIAL::equals).count();
    return there >= first
        && train.stream().skip(there).allMatch(State.MISSING::equals)
        && test.stream().allMatch(State.OFFICIAL::equals);
  }

  /** Reads one file of a data set and checks it. */
  static Inspection of(KnownDataset known, OfficialFile official, Path folder) {
    Optional<Path> found = find(known, official, folder);
    if (found.isEmpty()) {
      return new Inspection(
          official, folder.resolve(nameOf(known, official)), State.MISSING, Optional.empty());
    }
    Path path = found.get();
    try {
      check(known, official, folder, DataFile.of(path, known));
      return new Inspection(official, path, State.OFFICIAL, Optional.empty());
    } catch (UserError e) {
      return new Inspection(official, path, State.WRONG, Optional.of(e.getMessage()));
    }
  }

  /**
   * The path of the file under one of its names, if it exists: of an IDX file compressed or not and
   * with a dash or a dot, of a batch of CIFAR that of the binary or the python version.
   */
  public static Optional<Path> find(KnownDataset known, OfficialFile official, Path folder) {
    List<Path> found =
        names(known, official).stream().map(folder::resolve).filter(DataFile::exists).toList();
    // Some unpackers make a folder of the name of each file; "train" may be any folder.
    return found.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .or(
            () ->
                found.stream()
                    .filter(
                        path ->
                            known.format() == KnownDataset.Format.IDX
                                || path.endsWith(official.name()))
                    .findFirst());
  }

  /** The names that a file may have, the published one first. */
  private static List<String> names(KnownDataset known, OfficialFile official) {
    String name = official.name();
    if (known.format() != KnownDataset.Format.IDX) {
      return List.of(name, name.replaceFirst("\\.bin$", ""));
    }
    String dotted = name.replace("-idx", ".idx");
    return List.of(name + ".gz", name, dotted + ".gz", dotted);
  }

  /** The name of a file as it is published. */
  public static String nameOf(KnownDataset known, OfficialFile official) {
    return known.format() == KnownDataset.Format.IDX ? official.name() + ".gz" : official.name();
  }

  /**
   * Checks an IDX file under any name against an official one.
   *
   * @throws UserError if it is damaged, or is another file
   */
  public static void checkIdx(KnownDataset known, OfficialFile official, Path path) {
    IdxReader.check(
        DataFile.of(path, known),
        official,
        isOfImages(known, official),
        new Verification(known, false));
  }

  private static void check(KnownDataset known, OfficialFile official, Path folder, DataFile file) {
    Verification verification = new Verification(known, false);
    switch (known.format()) {
      case IDX -> IdxReader.check(file, official, isOfImages(known, official), verification);
      case CIFAR_10, CIFAR_100 -> CifarReader.read(known, List.of(official), folder, verification);
    }
  }

  /** In each set the images come first. */
  private static boolean isOfImages(KnownDataset known, OfficialFile official) {
    return known.train().getFirst().equals(official) || known.test().getFirst().equals(official);
  }
}
