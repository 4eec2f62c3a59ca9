package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The contents of a file of the user's own.
 *
 * @param classNames the names of the fine classes
 * @param shape of a sample
 * @param sets with labels that are indices into the class names
 * @param sha256 of each file
 * @param facts what the reader decided or found in it
 */
record FileContents(
    List<String> classNames, Shape shape, Scaling.Sets sets, List<String> sha256, List<Fact> facts)
    implements OwnContents {
  /** The fewest test samples whose tenth rounds to one validation sample. */
  private static final int FOR_VALIDATION = 5;

  /** Copies the lists. */
  FileContents {
    classNames = List.copyOf(classNames);
    sha256 = List.copyOf(sha256);
    facts = List.copyOf(facts);
  }

  /**
   * The distinct labels in an order that does not depend on the samples: by value if all are
   * numbers, otherwise alphabetical.
   */
  static List<String> sortedNames(Collection<String> labels) {
    TreeSet<String> sorted = new TreeSet<>(labels);
    Map<String, BigDecimal> values = new HashMap<>();
    sorted.forEach(label -> ClassNames.number(label).ifPresent(value -> values.put(label, value)));
    List<String> names = new ArrayList<>(sorted);
    if (values.size() == names.size()) {
      // The sort is stable: equal numbers stay in alphabetical order.
      names.sort(Comparator.comparing(values::get));
    }
    return names;
  }

  /**
   * These contents, checked to suffice for training and testing.
   *
   * @param path for messages
   * @throws UserError if there are too few samples
   */
  FileContents checked(Path path) {
    if (classNames.size() < 2) {
      throw new UserError(
          "%s has one class only (%s); two at least are needed"
              .formatted(path, PlainText.shortened(classNames.getFirst())));
    }
    int[] train = counts(sets.train(), classNames.size());
    for (int label = 0; label < train.length; label++) {
      if (train[label] == 0) {
        throw new UserError(
            "%s has no training sample of the class %s; each class needs one at least"
                .formatted(path, PlainText.shortened(classNames.get(label))));
      }
    }
    if (sets.test().size() < FOR_VALIDATION) {
      throw new UserError(
          "%s has %d test samples; a tenth of them is for validation, so %d at least are needed"
              .formatted(path, sets.test().size(), FOR_VALIDATION));
    }
    return this;
  }

  private static int[] counts(Samples samples, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < samples.size(); i++) {
      counts[samples.label(i)]++;
    }
    return counts;
  }
}
