package finegrain.kernels;

/**
 * What a backend computes for layers. The arguments have been checked, and one thread at a time
 * calls.
 *
 * @param convolutions on images
 * @param normalisations of batches and tokens
 * @param attentions of heads
 * @param elements by elements
 * @param trainings gradients over positions, and steps
 */
public record LayerOperations(
    ConvolutionKernels convolutions,
    NormalisationKernels normalisations,
    AttentionKernels attentions,
    ElementKernels elements,
    TrainingKernels trainings) {
  /** {@return new plain loops} */
  public static LayerOperations scalar() {
    return new LayerOperations(
        new ScalarConvolution(),
        new ScalarNormalisation(),
        new ScalarAttention(),
        new ScalarElements(),
        new ScalarTraining());
  }
}
