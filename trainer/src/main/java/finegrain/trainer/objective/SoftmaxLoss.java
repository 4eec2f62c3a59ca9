package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/** Cross-entropy of a softmax: -log p_y, with gradient p - onehot(y). */
final class SoftmaxLoss implements Objective.Loss {
  static final SoftmaxLoss INSTANCE = new SoftmaxLoss();

  private SoftmaxLoss() {}

  @Override
  public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
    kernels.crossEntropy(logits, labels, losses);
  }

  @Override
  public void gradient(
      Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    kernels.crossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  /** The class with the largest logit of each row; the first of equal ones. */
  static void predict(Matrix logits, int[] predictions) {
    float[] z = logits.array();
    int outputs = logits.columns();
    for (int row = 0; row < logits.rows(); row++) {
      int first = logits.rowOffset(row);
      int best = 0;
      float largest = z[first];
      for (int output = 1; output < outputs; output++) {
        float logit = z[first + output];
        if (logit > largest) {
          best = output;
          largest = logit;
        }
      }
      predictions[row] = best;
    }
  }
}
