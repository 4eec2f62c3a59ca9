package finegrain.kernels;

/**
 * Operations on images. A batch is a matrix with a row for each sample, which is an {@link Image}.
 * Errors, aliasing and use are as {@link Kernels} says.
 */
public interface ConvolutionKernels {
  /**
   * A convolution: y = f(x * w + bias). Each element of the output is one chain of fused
   * multiply-adds that starts from the bias. It runs over the rows of the kernel, its columns, and
   * the input channels, each in increasing order. The zeros of the border are multiplied like any
   * other number.
   *
   * @param shape of the convolution
   * @param x samples x size of the input image
   * @param w kernel x kernel x input channels, as rows, x filters
   * @param bias 1 x filters
   * @param activation f
   * @param y samples x size of the output image, overwritten
   */
  void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y);

  /**
   * The gradient of a convolution with respect to its input. Each element is one chain of fused
   * multiply-adds from +0 over the rows of dy, its columns, and its channels, each in increasing
   * order, where the kernel reaches the element. Positions outside dy count as zeros. With a stride
   * above 1, only the rows and columns of the kernel count that meet the element; an element that
   * none meets is +0.
   *
   * @param shape of the convolution
   * @param dy samples x size of the output image
   * @param w kernel x kernel x input channels, as rows, x filters
   * @param dx samples x size of the input image, overwritten
   */
  void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx);

  /**
   * The gradient of a convolution with respect to its weights. Each element is a sum over samples
   * and positions of the output in the blocks of {@link Convolution#block}, with fused
   * multiply-adds. The zeros of the border are multiplied like any other number.
   *
   * @param shape of the convolution
   * @param x samples x size of the input image
   * @param dy samples x size of the output image
   * @param dw kernel x kernel x input channels, as rows, x filters, overwritten
   */
  void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw);

  /**
   * The mean of each channel over all positions of a sample. Each is one chain of additions from +0
   * in increasing position, which is then multiplied by 1 / positions.
   *
   * @param x samples x (positions x channels)
   * @param y samples x channels, overwritten; it tells the number of channels
   */
  void averagePool(Matrix x, Matrix y);

  /**
   * The gradient of {@link #averagePool}: dy (1 / positions) at each position.
   *
   * @param dy samples x channels
   * @param dx samples x (positions x channels), overwritten
   */
  void averagePoolGradient(Matrix dy, Matrix dx);

  /**
   * The largest of each 2 x 2 pixels, by channel. An odd last row or column is left out. NaN is
   * larger than any number.
   *
   * @param shape of the input image, at least 2 x 2 pixels
   * @param x samples x size of the input image
   * @param y samples x (height / 2 x width / 2 x channels), overwritten
   */
  void maxPool(Image shape, Matrix x, Matrix y);

  /**
   * The gradient of {@link #maxPool}. Among equal largest numbers the first in the order of rows
   * takes it, and among several NaN the last. All others are +0.
   *
   * @param shape of the input image, at least 2 x 2 pixels
   * @param x samples x size of the input image, as in the forward pass
   * @param dy samples x (height / 2 x width / 2 x channels)
   * @param dx samples x size of the input image, overwritten
   */
  void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx);
}
