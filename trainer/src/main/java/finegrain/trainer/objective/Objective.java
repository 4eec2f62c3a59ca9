package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelKind;

/** What a model minimises, over the logits of its output layer. Stateless. */
public sealed interface Objective permits SoftmaxObjective, SigmoidObjective {
  /** Units of the output layer. */
  int outputs();

  /** The labels that it takes: those of the samples of a {@code LabelledSet} of this kind. */
  LabelKind labelKind();

  /**
   * The loss of each sample.
   *
   * @param logits batch x outputs
   * @param labels one for each sample
   * @param losses 1 x batch, overwritten
   */
  void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses);

  /**
   * The loss of each sample, and the gradient of the mean loss of the batch.
   *
   * @param logits batch x outputs
   * @param labels one for each sample
   * @param losses 1 x batch, overwritten
   * @param gradient batch x outputs, overwritten; with respect to the logits, 1 / batch included
   */
  void gradient(Kernels kernels, Matrix logits, int[] labels, Matrix losses, Matrix gradient);

  /** The class that the logits of a row say; the first one where several are equal. */
  int prediction(Matrix logits, int row);
}
