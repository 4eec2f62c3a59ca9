package finegrain.trainer.labels;

import finegrain.trainer.data.Shape;
import java.util.List;

/** A learning task: samples with their fine classes, and the meaning of a map's text. */
public interface Task {
  /** The shape of a sample. */
  Shape shape();

  /** Features of a sample. */
  default int features() {
    return shape().features();
  }

  /** Whether each repeat has samples of its own. Otherwise all repeats share them. */
  boolean drawsEachRepeat();

  /**
   * The training set.
   *
   * @param perClass samples of each fine class
   * @throws finegrain.trainer.UserError if a class has fewer
   */
  LabelledSet trainingSet(int perClass, int repeat);

  /** The samples from which validation and test samples of a repeat come. */
  LabelledSet pool(int repeat);

  /** The split of the pool in a repeat. */
  Split split(long seed, int repeat);

  /**
   * The tree that the text of a map means.
   *
   * @throws finegrain.trainer.UserError if the map does not fit this task
   */
  default LabelTree tree(String map) {
    return LabelTree.parse(map);
  }

  /** The fine class of each sample of a set under a map. It may be the set's own array. */
  default int[] fineClasses(String map, LabelledSet set) {
    return set.fine();
  }

  /**
   * Indices into the {@linkplain #pool pool}, in increasing order.
   *
   * @param validation a tenth of each class, drawn at random; a tenth of all where each class has
   *     too few samples
   * @param test the others
   */
  record Split(int[] validation, int[] test) {
    /** A split from indices in any order. */
    static Split of(List<Integer> validation, List<Integer> test) {
      return new Split(sorted(validation), sorted(test));
    }

    private static int[] sorted(List<Integer> indices) {
      return indices.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
  }
}
