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
 * @param name what results and folders call it, which says how it is scaled
 * @param shape of a sample, the same in both sets
 * @param classNames the name of each label, at the label's index
 * @param train the training set, in file order
 * @param test the test set, in file order
 * @param place where it was read
 * @param sha256 for each file that was read, by its official name without {@code .gz}, the SHA-256
 *     of its bytes after decompression, in lower-case hexadecimal
 */
public record Dataset(
    String name,
    Shape shape,
    List<String> classNames,
    Samples train,
    Samples test,
    Place place,
    SortedMap<String, String> sha256) {

  /** Where the files of a data set were read. */
  public sealed interface Place {
    /** Where the files of a published data set were read. */
    sealed interface OfPublished extends Place {}

    /** The copy that is shipped inside the project. */
    record BuiltIn() implements OfPublished {
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
    record Folder(Path path) implements OfPublished {
      @Override
      public String toString() {
        return path.toString();
      }
    }

    /**
     * A file of the user's own.
     *
     * @param path of the file
     */
    record OwnFile(Path path) implements Place {
      @Override
      public String toString() {
        return path.toString();
      }
    }

    /** No file: the samples were made by the program. */
    record Memory() implements Place {
      @Override
      public String toString() {
        return "generated";
      }
    }
  }

  /** Samples that were not read from a file, and whose features have no neighbours. */
  public static Dataset inMemory(
      String name, List<String> classNames, Samples train, Samples test) {
    return new Dataset(
        name,
        Shape.row(train.features()),
        classNames,
        train,
        test,
        new Place.Memory(),
        new TreeMap<>());
  }

  /** Features of a sample. */
  public int features() {
    return shape.features();
  }

  /**
   * Copies the list and the map.
   *
   * @throws IllegalArgumentException if the sets have another number of features than a sample of
   *     the shape
   */
  public Dataset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(place, "place");
    if (train.features() != shape.features() || test.features() != shape.features()) {
      throw new IllegalArgumentException(
          "%s has samples of %s, but its training set has %d features and its test set %d"
              .formatted(name, shape, train.features(), test.features()));
    }
    classNames = List.copyOf(classNames);
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }
}
