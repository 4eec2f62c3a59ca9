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
      Kernels kernels, Matrix logits, int[] labels, Matrix losses, Matrix gradient) {
    kernels.crossEntropyGradient(logits, labels, 1f / logits.rows(), losses, gradient);
  }

  @Override
  public int prediction(Matrix logits, int row) {
    int best = 0;
    for (int output = 1; output < outputs; output++) {
      if (logits.get(row, output) > logits.get(row, best)) {
        best = output;
      }
    }
    return best;
  }
}
