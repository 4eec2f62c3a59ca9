package finegrain.trainer.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A data set in memory.
 *
 * @param name what results and folders call it: the command line's name for it, and how it was
 *     scaled
 * @param features features per sample, the same in both sets
 * @param classNames the name of each label, at the label's index
 * @param train the training set, in file order
 * @param test the test set, in file order
 * @param source where the files came from
 * @param sha256 for each file that was read, by its official name without {@code .gz}, the SHA-256
 *     of its bytes after decompression, in lower-case hexadecimal
 */
public record Dataset(
    String name,
    int features,
    List<String> classNames,
    Samples train,
    Samples test,
    Source source,
    SortedMap<String, String> sha256) {

  /** Where the files of a data set come from. */
  public sealed interface Source {
    /** Where the files of a published data set come from. */
    sealed interface Published extends Source {}

    /** The copy that is shipped inside the project. */
    record BuiltIn() implements Published {
      @Override
      public String toString() {
        return "built-in";
      }
    }

    /**
     * A folder of the user's.
     *
     * @param path the folder that holds the files themselves
     */
    record Folder(Path path) implements Published {
      @Override
      public String toString() {
        return path.toString();
      }
    }

    /**
     * A file of the user's, with a data set of their own.
     *
     * @param path of the file
     */
    record OwnFile(Path path) implements Source {
      @Override
      public String toString() {
        return path.toString();
      }
    }
  }

  /**
   * Copies the list and the map.
   *
   * @throws IllegalArgumentException if the sets have another number of features than {@code
   *     features}
   */
  public Dataset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    if (train.features() != features || test.features() != features) {
      throw new IllegalArgumentException(
          "%s has %d features, but its training set %d and its test set %d"
              .formatted(name, features, train.features(), test.features()));
    }
    classNames = List.copyOf(classNames);
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }
}
