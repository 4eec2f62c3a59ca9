package finegrain.trainer.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The labels that classes have on one level: one each, or several, which is multi-hot.
 *
 * @param level its name
 * @param names of the labels, in alphabetical order
 * @param labels for each class the indices of its labels, in increasing order, one at least
 */
public record ClassLabels(String level, List<String> names, int[][] labels) {
  /** Copies the names. */
  public ClassLabels {
    names = List.copyOf(names);
  }

  /**
   * Labels that are given by name.
   *
   * @param ofClasses the names of the labels of each class
   */
  static ClassLabels of(String level, List<Set<String>> ofClasses) {
    Map<String, Integer> index = new TreeMap<>();
    ofClasses.forEach(names -> names.forEach(name -> index.put(name, 0)));
    List<String> all = new ArrayList<>(index.keySet());
    for (int i = 0; i < all.size(); i++) {
      index.put(all.get(i), i);
    }
    int[][] labels =
        ofClasses.stream()
            .map(names -> new TreeSet<>(names).stream().mapToInt(index::get).toArray())
            .toArray(int[][]::new);
    return new ClassLabels(level, all, labels);
  }

  /** How many classes have several labels. */
  public int several() {
    return (int) Arrays.stream(labels).filter(own -> own.length > 1).count();
  }

  /** The names of the labels of a class. */
  public List<String> namesOf(int classIndex) {
    return Arrays.stream(labels[classIndex]).mapToObj(names::get).toList();
  }
}
