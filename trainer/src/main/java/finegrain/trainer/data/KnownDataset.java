package finegrain.trainer.data;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is known about a published data set before any of it is read.
 *
 * @param name what the command line calls it
 * @param format how its files are laid out
 * @param builtIn whether the project ships a copy
 * @param folder the folder of its files inside a data directory
 * @param train the files of the training set: images and labels for IDX, the batches in order for
 *     CIFAR
 * @param test the same for the test set
 * @param origin where the files are published, in words that fit after "from"
 * @param publication what the official hosts send
 * @param classNames the name of each label, at the label's index
 * @param fineClasses the labels of the fine classes of the experiments, in the order that the
 *     digits of a label map follow
 * @param defaultMap the label map of the experiments: for each fine class the digit of its coarse
 *     class, in base 36 where there are more than ten (0 to 9, then a to z)
 * @param coarseNames the name of each coarse class of the default map; empty where they have none
 */
public record KnownDataset(
    String name,
    Format format,
    boolean builtIn,
    String folder,
    List<OfficialFile> train,
    List<OfficialFile> test,
    String origin,
    Publication publication,
    List<String> classNames,
    List<Integer> fineClasses,
    String defaultMap,
    List<String> coarseNames) {

  /** How the files of a data set are laid out. */
  public enum Format {
    /** The IDX files of MNIST: images of 28 x 28 pixels and labels apart. */
    IDX(new Shape(1, 28, 28)),
    /** The binary version of CIFAR-10: records of a label and 3 x 32 x 32 pixels. */
    CIFAR_10(new Shape(3, 32, 32), 10),
    /** The binary version of CIFAR-100: records of a coarse and a fine label, and the pixels. */
    CIFAR_100(new Shape(3, 32, 32), 20, 100);

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
    private final Shape shape;

    @SuppressWarnings("ImmutableEnumChecker") // Never written.
    private final int[] labels;

    /**
     * A format whose records begin with labels.
     *
     * @param labels the number of values of each label; the last label is the fine one
     */
    Format(Shape shape, int... labels) {
      this.shape = shape;
      this.labels = labels;
    }

    /** The shape of a sample. */
    public Shape shape() {
      return shape;
    }

    /** Features per sample. */
    public int features() {
      return shape.features();
    }

    /** Bytes of a sample: those of its labels, and one for each feature. */
    public int sampleBytes() {
      return labels.length + features();
    }

    /** Bytes of labels at the start of a record. */
    int labelBytes() {
      return labels.length;
    }

    /** The number of values that a label byte may have. */
    int labelValues(int position) {
      return labels[position];
    }
  }

  /** Copies the lists. */
  public KnownDataset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(publication, "publication");
    Objects.requireNonNull(defaultMap, "defaultMap");
    train = List.copyOf(train);
    test = List.copyOf(test);
    classNames = List.copyOf(classNames);
    fineClasses = List.copyOf(fineClasses);
    coarseNames = List.copyOf(coarseNames);
  }

  /** The files of both sets. */
  public List<OfficialFile> files() {
    return Stream.concat(train.stream(), test.stream()).toList();
  }

  /** The names of the fine classes, in the order of a map's digits. */
  public List<String> fineClassNames() {
    return fineClasses.stream().map(classNames::get).toList();
  }
}
