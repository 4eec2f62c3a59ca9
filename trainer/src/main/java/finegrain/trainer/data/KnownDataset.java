package finegrain.trainer.data;

import java.util.List;
import java.util.Objects;

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
 * @param classNames the name of each label, at the label's index
 * @param fineClasses the labels of the fine classes of the experiments, in the order that the
 *     digits of a label map follow
 * @param defaultMap the label map of the experiments: for each fine class the digit of its coarse
 *     class
 */
public record KnownDataset(
    String name,
    Format format,
    boolean builtIn,
    String folder,
    List<OfficialFile> train,
    List<OfficialFile> test,
    String origin,
    List<String> classNames,
    List<Integer> fineClasses,
    String defaultMap) {

  /** How the files of a data set are laid out. */
  public enum Format {
    /** The IDX files of MNIST: images of 28 x 28 pixels and labels apart. */
    IDX(28 * 28),
    /** The binary version of CIFAR-10: records of a label and 3 x 32 x 32 pixels. */
    CIFAR(3 * 32 * 32);

    private final int features;

    Format(int features) {
      this.features = features;
    }

    /** Features per sample. */
    public int features() {
      return features;
    }
  }

  /** Copies the lists. */
  public KnownDataset {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(defaultMap, "defaultMap");
    train = List.copyOf(train);
    test = List.copyOf(test);
    classNames = List.copyOf(classNames);
    fineClasses = List.copyOf(fineClasses);
  }
}
