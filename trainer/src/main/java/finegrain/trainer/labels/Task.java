package finegrain.trainer.labels;

import finegrain.trainer.data.Shape;
import java.util.List;

/** What is to be learnt: samples with their fine classes, and what the text of a map means. */
public interface Task {
  /** The shape of a sample. */
  Shape shape();

  /** Features of a sample. */
  default int features() {
    return shape().features();
  }

  /** Whether each repeat has samples of its own; otherwise all have the same. */
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

  /** Which samples of the pool are for what in a repeat. */
  Split split(long seed, int repeat);

  /**
   * The tree that the text of a map means.
   *
   * @throws finegrain.trainer.UserError if it is none of this task
   */
  default LabelTree tree(String map) {
    return LabelTree.parse(map);
  }

  /** The fine class of each sample of a set under a map; not a copy where they are its own. */
  default int[] fineClasses(String map, LabelledSet set) {
    return set.fine();
  }

  /**
   * Indices into the {@linkplain #pool pool}, in increasing order.
   *
   * @param validation a tenth of each class, drawn at random
   * @param test the other nine tenths
   */
  record Split(int[] validation, int[] test) {
    /** Indices in whatever order. */
    static Split of(List<Integer> validation, List<Integer> test) {
      return new Split(sorted(validation), sorted(test));
    }

    private static int[] sorted(List<Integer> indices) {
      return indices.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
  }
}
