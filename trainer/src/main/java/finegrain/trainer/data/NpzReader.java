package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.ArraySets.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads an npz file of the user's own, as {@code numpy.savez} and {@code numpy.savez_compressed}
 * write it. {@link ArrayNames} says how its arrays may be named, {@link ArraySets} what they are;
 * arrays that were saved without names (arr_0 and so on) are told apart by {@link ArrayOrder}.
 */
final class NpzReader {
  private static final String ENDING = ".npy";
  private static final String WITHOUT_NAME = "arr_";

  private NpzReader() {}

  /**
   * Reads a file.
   *
   * @throws UserError if it cannot be read, is malformed, lacks an array, or has too few samples
   */
  static FileContents read(Path path, ReadOptions options) {
    return (FileContents) read(path, options, false);
  }

  /**
   * Reads a file that may have labels or not. It has none if one array may be samples, and none
   * labels.
   *
   * @param features of a sample, which the arrays tell by themselves
   * @throws UserError as {@link #read(Path, ReadOptions)}
   */
  static OwnContents readAny(Path path, ReadOptions options, int features) {
    return read(path, options, true);
  }

  private static OwnContents read(Path path, ReadOptions options, boolean mayLackLabels) {
    options.refuseFor(path.toString());
    DataFile file = DataFile.own(path);
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UserError(
          path + " is no regular file, and an npz file is read twice; save it to a file");
    }
    FileHash hash;
    try (DataStream in = DataStream.open(file)) {
      in.hashAll();
      hash = in.hash();
    }
    List<String> sha256 = List.of(hash.content());
    try (ZipFile zip = new ZipFile(path.toFile())) {
      List<String> names = names(zip);
      Optional<String> alone =
          mayLackLabels ? ArrayNames.samplesAlone(names, path) : Optional.empty();
      if (alone.isPresent()) {
        return ArraySets.unlabelled(read(zip, alone.get(), path));
      }
      Optional<ArrayNames> found = ArrayNames.of(names, path);
      if (found.isPresent()) {
        ArrayNames named = found.get();
        List<NpyArray> arrays =
            read(zip, Stream.concat(named.train().stream(), named.test().stream()).toList(), path);
        return contents(path, pairs(arrays), sha256, named.facts());
      }
      List<String> numbered = numbered(names);
      if (numbered.isEmpty()) {
        throw ArrayNames.missing(path, "x_train", names);
      }
      List<String> others = names.stream().filter(name -> !numbered.contains(name)).toList();
      if (!others.isEmpty()) {
        throw new UserError(
            "%s has arrays without a name (%s) beside others (%s); name all, as x_train, y_train, x_test and y_test"
                .formatted(path, PlainText.names(numbered), PlainText.names(others)));
      }
      return contents(
          path, ArrayOrder.pairs(read(zip, numbered, path), path.toString()), sha256, List.of());
    } catch (ZipException e) {
      String remedy =
          path.toString().endsWith(ENDING)
              ? "give a single array with its labels as npy:X,Y"
              : "save it again";
      throw new UserError(
          "%s is damaged or not an npz file (%s); %s".formatted(path, e.getMessage(), remedy), e);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  private static FileContents contents(
      Path path, List<Pair> pairs, List<String> sha256, List<Fact> facts) {
    return ArraySets.of(path, pairs.getFirst(), pairs.stream().skip(1).findFirst(), sha256, facts);
  }

  private static List<Pair> pairs(List<NpyArray> arrays) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i += 2) {
      pairs.add(new Pair(arrays.get(i), arrays.get(i + 1)));
    }
    return pairs;
  }

  private static List<String> names(ZipFile zip) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(ENDING))
        .map(name -> name.substring(0, name.length() - ENDING.length()))
        .distinct()
        .toList();
  }

  /** The arrays that {@code numpy.savez} numbers, as far as they follow each other. */
  private static List<String> numbered(List<String> names) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> WITHOUT_NAME + i)
        .takeWhile(names::contains)
        .toList();
  }

  private static List<NpyArray> read(ZipFile zip, List<String> names, Path path)
      throws IOException {
    List<NpyArray> arrays = new ArrayList<>();
    for (String name : names) {
      arrays.add(read(zip, name, path));
    }
    return arrays;
  }

  private static NpyArray read(ZipFile zip, String name, Path path) throws IOException {
    ZipEntry entry = zip.getEntry(name + ENDING);
    try (InputStream stored = zip.getInputStream(entry);
        CheckedInputStream in = new CheckedInputStream(stored, new CRC32())) {
      NpyArray array = NpyArray.read(in, name, name + " in " + path);
      array.checkEnd(in);
      // ZipFile itself does not look at it.
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw new UserError(array.shown() + " is damaged: its checksum is wrong; save it again");
      }
      return array;
    }
  }
}
