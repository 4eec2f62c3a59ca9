package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelKind;

/** Binary cross-entropy of one sigmoid unit on the coarse labels; class 1 where p is above 1/2. */
public record SigmoidObjective() implements Objective {
  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public LabelKind labelKind() {
    return LabelKind.COARSE;
  }

  @Override
  public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
    kernels.binaryCrossEntropy(logits, labels, losses);
  }

  @Override
  public void gradient(
      Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    kernels.binaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  public void predict(Matrix logits, int[] predictions) {
    float[] z = logits.array();
    for (int row = 0; row < logits.rows(); row++) {
      predictions[row] = z[logits.rowOffset(row)] > 0 ? 1 : 0;
    }
  }
}
