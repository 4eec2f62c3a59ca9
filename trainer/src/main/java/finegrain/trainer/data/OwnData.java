package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The samples of a file of the user's own.
 *
 * @param sets with labels that are indices into the class names
 * @param sha256 of the file, by its name
 */
record OwnData(Scale.Sets sets, Map<String, String> sha256) {
  private static final int MOST_NAME = 40;

  /** Of a class's test samples a tenth, rounded, is for validation; so many make one. */
  private static final int FOR_VALIDATION = 5;

  /**
   * The choice of a file that was read.
   *
   * @param kind of file, such as csv
   * @throws UserError if the samples are too few to train and to test with
   */
  static DatasetChoice choice(
      String kind, Path path, List<String> classNames, Scale.Sets sets, FileHash hash) {
    checkEnough(path, classNames, sets);
    String file = path.getFileName().toString();
    return new DatasetChoice.Own(
        name(kind, file),
        List.copyOf(classNames),
        path,
        new OwnData(sets, Map.of(file, hash.content())));
  }

  /** The kind and the file's name without its ending; other characters become underscores. */
  static String name(String kind, String file) {
    String stem = file.replaceFirst("(?i)\\.gz$", "").replaceFirst("(?i)\\." + kind + "$", "");
    String safe = stem.replaceAll("[^A-Za-z0-9._-]", "_");
    return kind + "-" + safe.substring(0, Math.min(safe.length(), MOST_NAME));
  }

  /**
   * Labels as class names, each once: whole numbers by value if all of them are, else words by
   * their letters, so that the order does not depend on that of the samples.
   */
  static List<String> inOrder(Collection<String> labels) {
    boolean numbers = labels.stream().allMatch(label -> label.matches("[+-]?\\d{1,18}"));
    Comparator<String> order =
        numbers
            ? Comparator.<String>comparingLong(Long::parseLong)
                .thenComparing(Comparator.naturalOrder())
            : Comparator.naturalOrder();
    TreeSet<String> sorted = new TreeSet<>(order);
    sorted.addAll(labels);
    return new ArrayList<>(sorted);
  }

  private static void checkEnough(Path path, List<String> classNames, Scale.Sets sets) {
    if (classNames.size() < 2) {
      throw new UserError(
          "%s has one class only (%s); two at least are needed"
              .formatted(path, classNames.getFirst()));
    }
    int[] train = counts(sets.train(), classNames.size());
    int[] test = counts(sets.test(), classNames.size());
    int most = 0;
    for (int label = 0; label < train.length; label++) {
      if (train[label] == 0) {
        throw new UserError(
            "%s has no training sample of the class %s; each class needs one at least"
                .formatted(path, classNames.get(label)));
      }
      most = Math.max(most, test[label]);
    }
    if (most < FOR_VALIDATION) {
      throw new UserError(
          "%s has too few test samples: a tenth of each class is for validation, so one class at least must have %d"
              .formatted(path, FOR_VALIDATION));
    }
  }

  private static int[] counts(Samples samples, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < samples.size(); i++) {
      counts[samples.label(i)]++;
    }
    return counts;
  }

  Dataset scaled(DatasetChoice.Own choice, Scale scale) {
    Scale.Sets scaled = scale.apply(sets, choice.path().toString());
    return new Dataset(
        scale.nameOf(choice.name()),
        scaled.train().features(),
        choice.fineClassNames(),
        scaled.train(),
        scaled.test(),
        new Dataset.Source.OwnFile(choice.path()),
        new TreeMap<>(sha256));
  }
}
