package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;

/** What a model minimises, over the logits of its output layer. Stateless; equal by its values. */
public sealed interface Objective permits SoftmaxObjective, SigmoidObjective, BlendedObjective {
  /** Units of the output layer. */
  int outputs();

  /** The class that a prediction of a sample is compared with, from the sample's fine class. */
  int classOf(int fine);

  /** For each class the coarse class that it lies in. */
  int[] coarseOf();

  /** Whether its classes are the coarse ones, so that there is nothing to add up. */
  boolean isCoarse();

  /** The loss, with memory for one call of so many samples at a time; for one thread. */
  Loss loss(int samples);

  /**
   * The class that the logits of each row say; the first one where several are equal.
   *
   * @param predictions overwritten in its first elements
   */
  void predict(Matrix logits, int[] predictions);

  /** The loss of samples, those of several models perhaps, one after the other. */
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
