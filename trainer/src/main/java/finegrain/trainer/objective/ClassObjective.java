package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/**
 * Cross-entropy of a softmax with an output for each class.
 *
 * @param outputs how many classes there are
 * @param smoothing of the labels, from 0 to below 1
 */
public record ClassObjective(int outputs, float smoothing) implements LabelObjective {
  @Override
  public Objective.Loss loss(int samples) {
    return smoothing == 0 ? SoftmaxLoss.INSTANCE : new SmoothedLoss(smoothing);
  }

  @Override
  public boolean isRight(int label, int answer) {
    return answer == label;
  }

  /** The loss of smoothed labels; where no gradient is asked for, they are not smoothed. */
  private record SmoothedLoss(float smoothing) implements Objective.Loss {
    @Override
    public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
      kernels.crossEntropy(logits, labels, losses);
    }

    @Override
    public void gradient(
        Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      kernels.smoothedCrossEntropyGradient(logits, labels, smoothing, scale, losses, gradient);
    }
  }
}
