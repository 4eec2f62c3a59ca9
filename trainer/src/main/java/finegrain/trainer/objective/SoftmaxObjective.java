package finegrain.trainer.objective;

import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelTree;

/**
 * Cross-entropy of a softmax with one unit for each class of a level of the tree.
 *
 * @param tree over the fine classes
 * @param level from 1 (coarsest) to {@code tree.levels()} (fine classes)
 */
public record SoftmaxObjective(LabelTree tree, int level) implements Objective {
  /** The objective on the fine classes. */
  public static SoftmaxObjective fine(LabelTree tree) {
    return new SoftmaxObjective(tree, tree.levels());
  }

  @Override
  public int outputs() {
    return tree.classes(level);
  }

  @Override
  public int classOf(int fine) {
    return tree.classOf(level, fine);
  }

  @Override
  public int[] coarseOf() {
    return tree.coarseOf(level);
  }

  @Override
  public boolean isCoarse() {
    return level == 1;
  }

  @Override
  public Loss loss(int samples) {
    return SoftmaxLoss.INSTANCE;
  }

  @Override
  public void predict(Matrix logits, int[] predictions) {
    SoftmaxLoss.predict(logits, predictions);
  }
}
