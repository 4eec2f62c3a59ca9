package finegrain.kernels;

/** Vector forms of the pooling operations beside the scalar forms of the convolutions. */
final class MixedConvolution implements ConvolutionKernels {
  private final ConvolutionKernels scalar = new ScalarConvolution();
  private final VectorPooling pooling;

  MixedConvolution(VectorPooling pooling) {
    this.pooling = pooling;
  }

  @Override
  public void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    scalar.convolution(shape, x, w, bias, activation, y);
  }

  @Override
  public void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    scalar.convolutionInputGradient(shape, dy, w, dx);
  }

  @Override
  public void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    scalar.convolutionWeightGradient(shape, x, dy, dw);
  }

  @Override
  public void averagePool(Matrix x, Matrix y) {
    pooling.averagePool(x, y);
  }

  @Override
  public void averagePoolGradient(Matrix dy, Matrix dx) {
    pooling.averagePoolGradient(dy, dx);
  }

  @Override
  public void maxPool(Image shape, Matrix x, Matrix y) {
    pooling.maxPool(shape, x, y);
  }

  @Override
  public void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    pooling.maxPoolGradient(shape, x, dy, dx);
  }
}
