package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelKind;

/**
 * Cross-entropy of a softmax with one unit for each class: -log p_y, with gradient p - onehot(y).
 *
 * @param labelKind the labels, fine or coarse
 * @param outputs the number of classes
 */
public record SoftmaxObjective(LabelKind labelKind, int outputs) implements Objective {
  @Override
  public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
    kernels.crossEntropy(logits, labels, losses);
  }

  @Override
  public void gradient(
      Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    kernels.crossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  public void predict(Matrix logits, int[] predictions) {
    float[] z = logits.array();
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
