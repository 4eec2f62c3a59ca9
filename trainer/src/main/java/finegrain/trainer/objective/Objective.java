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
   * The loss of each sample, and its gradient times a factor. The samples may be those of several
   * models, one after the other.
   *
   * @param logits samples x outputs
   * @param labels one for each sample
   * @param scale the factor, 1 / batch for the gradient of the mean loss of a batch
   * @param losses 1 x samples, overwritten; not scaled
   * @param gradient samples x outputs, overwritten; with respect to the logits
   */
  void gradient(
      Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient);

  /**
   * The class that the logits of each row say; the first one where several are equal.
   *
   * @param predictions overwritten in its first elements
   */
  void predict(Matrix logits, int[] predictions);
}
