package finegrain.kernels;

/** The operations of the layers of deep networks, and of their training. */
public interface LayerKernels
    extends ConvolutionKernels,
        NormalisationKernels,
        AttentionKernels,
        ElementKernels,
        TrainingKernels {}
