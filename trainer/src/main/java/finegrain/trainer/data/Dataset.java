package finegrain.trainer.data;

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
 * @param readFrom where it was read, for people: {@code built-in}, a path, or {@code generated}
 * @param sha256 for each file that was read, by its official name without {@code .gz}, the SHA-256
 *     of its bytes after decompression, in lower-case hexadecimal
 * @param scale how its features became what they are
 * @param facts what the reader decided or found in the files
 */
public record Dataset(
    String name,
    Shape shape,
    List<String> classNames,
    Samples train,
    Samples test,
    String readFrom,
    SortedMap<String, String> sha256,
    FeatureScale scale,
    List<Fact> facts)
    implements Predictable {

  /** The place of samples that were not read. */
  public static final String GENERATED = "generated";

  /** Samples that were not read from a file, and whose features have no neighbours. */
  public static Dataset inMemory(
      String name, List<String> classNames, Samples train, Samples test) {
    return new Dataset(
        name,
        Shape.row(train.features()),
        classNames,
        train,
        test,
        GENERATED,
        new TreeMap<>(),
        FeatureScale.NONE,
        List.of());
  }

  /** Features of a sample. */
  public int features() {
    return shape.features();
  }

  /**
   * Copies the lists and the map.
   *
   * @throws IllegalArgumentException if the sets have another number of features than a sample of
   *     the shape
   */
  public Dataset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(readFrom, "readFrom");
    if (train.features() != shape.features() || test.features() != shape.features()) {
      throw new IllegalArgumentException(
          "%s has samples of %s, but its training set has %d features and its test set %d"
              .formatted(name, shape, train.features(), test.features()));
    }
    classNames = List.copyOf(classNames);
    facts = List.copyOf(facts);
    sha256 = Collections.unmodifiableSortedMap(new TreeMap<>(sha256));
  }
}
