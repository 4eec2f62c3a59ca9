package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelTree;

/**
 * Binary cross-entropy of one sigmoid unit on two coarse classes. It predicts class 1 if p > 1/2.
 *
 * @param tree over the fine classes, with two coarse ones
 */
public record SigmoidObjective(LabelTree tree) implements Objective {
  /** Checks that there are two coarse classes. */
  public SigmoidObjective {
    if (tree.classes(1) != 2) {
      throw new IllegalArgumentException(
          "a sigmoid unit tells 2 classes apart, not %d".formatted(tree.classes(1)));
    }
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public int classOf(int fine) {
    return tree.classOf(1, fine);
  }

  @Override
  public int[] coarseOf() {
    return tree.coarseOf(1);
  }

  @Override
  public boolean isCoarse() {
    return true;
  }

  @Override
  public Loss loss(int samples) {
    return SigmoidLoss.INSTANCE;
  }

  @Override
  public void predict(Matrix logits, int[] predictions) {
    float[] z = logits.array();
    for (int row = 0; row < logits.rows(); row++) {
      predictions[row] = z[logits.rowOffset(row)] > 0 ? 1 : 0;
    }
  }

  /** Binary cross-entropy, with gradient p - y. */
  private static final class SigmoidLoss implements Loss {
    static final SigmoidLoss INSTANCE = new SigmoidLoss();

    @Override
    public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
      kernels.binaryCrossEntropy(logits, labels, losses);
    }

    @Override
    public void gradient(
        Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      kernels.binaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
    }
  }
}
