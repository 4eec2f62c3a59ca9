package finegrain.trainer.labels;

import finegrain.trainer.data.Fact;
import java.util.List;

/**
 * A tree of labels, and what the file says of it that the tree does not keep.
 *
 * @param tree over the fine classes
 * @param names of the classes of each level above the fine one, from the coarsest on; empty if they
 *     have none
 * @param facts what the reader decided
 */
public record NamedTree(LabelTree tree, List<List<String>> names, List<Fact> facts) {
  /** Copies the lists. */
  public NamedTree {
    names = names.stream().map(List::copyOf).toList();
    facts = List.copyOf(facts);
  }

  /** A tree whose classes have no names. */
  static NamedTree of(LabelTree tree) {
    return new NamedTree(tree, List.of(), List.of());
  }
}
