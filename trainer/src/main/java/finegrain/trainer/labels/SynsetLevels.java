package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Levels of labels over classes that are synsets of WordNet (Hong et al., arXiv:2410.23129, section
 * 4): on level k each class has all synsets that k steps of "replace a synset by all its hypernyms"
 * lead to. A synset without hypernyms stays. A class may have several labels.
 *
 * <p>ImageNet-21k has 21843, 5995, 2281, 1038, 519, 285, 160, 92, 58, 38 and 26 labels on the
 * levels 0 to 10.
 */
public final class SynsetLevels {
  private final WordNet wordNet;
  private final List<String> classes;

  /**
   * Levels of some classes.
   *
   * @param classes ids such as {@code n01443537}, all different
   * @throws UserError if one is no synset
   */
  public SynsetLevels(WordNet wordNet, List<String> classes) {
    this.wordNet = wordNet;
    this.classes = List.copyOf(classes);
    this.classes.forEach(wordNet::hypernyms);
  }

  /**
   * The labels on a level.
   *
   * @param k at least 0, the level of the classes themselves
   */
  public ClassLabels level(int k) {
    List<Set<String>> labels = classes.stream().map(Set::of).toList();
    for (int step = 0; step < k; step++) {
      labels = labels.stream().map(this::above).toList();
    }
    return ClassLabels.of(Integer.toString(k), labels);
  }

  /** All levels, from that of the classes to the one that no further step changes. */
  public List<ClassLabels> all() {
    List<ClassLabels> levels = new ArrayList<>();
    List<Set<String>> labels = List.of();
    List<Set<String>> next = classes.stream().map(Set::of).toList();
    while (!next.equals(labels)) {
      levels.add(ClassLabels.of(Integer.toString(levels.size()), next));
      labels = next;
      next = labels.stream().map(this::above).toList();
    }
    return levels;
  }

  private Set<String> above(Set<String> labels) {
    Set<String> above = new TreeSet<>();
    for (String label : labels) {
      List<String> hypernyms = wordNet.hypernyms(label);
      if (hypernyms.isEmpty()) {
        above.add(label);
      } else {
        above.addAll(hypernyms);
      }
    }
    return above;
  }
}
