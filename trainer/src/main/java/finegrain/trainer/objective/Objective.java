package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/** The objective that a model minimises, over its logits. It has no state. */
public sealed interface Objective permits SoftmaxObjective, SigmoidObjective, BlendedObjective {
  /** Units of the output layer. */
  int outputs();

  /** The right class of a sample, from its fine class. */
  int classOf(int fine);

  /** The coarse class of each class. */
  int[] coarseOf();

  /** Whether the classes are the coarse ones. */
  boolean isCoarse();

  /** The loss, with the memory for at most this number of samples. For one thread. */
  Loss loss(int samples);

  /**
   * The predicted class of each row of logits; the first of equal ones.
   *
   * @param predictions overwritten in its first elements
   */
  void predict(Matrix logits, int[] predictions);

  /** The loss of samples, of one or more models. */
  interface Loss {
    /**
     * The loss of each sample.
     *
     * @param logits samples x outputs
     * @param labels the class of each sample
     * @param losses 1 x samples, overwritten
     */
    void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses);

    /**
     * The loss of each sample, and its gradient times a factor.
     *
     * @param logits samples x outputs
     * @param labels the class of each sample
     * @param scale the factor, 1 / batch for the gradient of the mean loss of a batch
     * @param losses 1 x samples, overwritten; not scaled
     * @param gradient samples x outputs, overwritten; with respect to the logits
     */
    void gradient(
        Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient);
  }
}
