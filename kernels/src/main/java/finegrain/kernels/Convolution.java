package finegrain.kernels;

/**
 * The shape of a two-dimensional convolution with a square kernel and a border of zeros on all four
 * sides. As in most libraries it is a cross-correlation: the kernel is not flipped. The weights are
 * a matrix of {@link #inner} x filters, whose row {@code (r * kernel + s) * channels + c} belongs
 * to row r and column s of the kernel and to input channel c.
 *
 * @param input the images
 * @param filters channels of the output, at least 1
 * @param kernel rows and columns of the kernel, at least 1
 * @param stride pixels from one position of the kernel to the next, at least 1
 * @param padding zeros on each side, from 0 to kernel - 1
 */
public record Convolution(Image input, int filters, int kernel, int stride, int padding) {
  /** Positions that are summed in one chain, as {@link #block} counts them. */
  static final int CHAIN = 8192;

  /** Checks the sizes. */
  public Convolution {
    if (filters < 1 || kernel < 1 || stride < 1 || padding < 0 || padding >= kernel) {
      throw new IllegalArgumentException(
          "a convolution has at least 1 filter, a kernel and a stride of 1 or more, and a padding"
              + " from 0 to below the kernel, not %s, %s, %s and %s"
                  .formatted(
                      Integer.toString(filters),
                      Integer.toString(kernel),
                      Integer.toString(stride),
                      Integer.toString(padding)));
    }
    if (Math.min(input.height(), input.width()) + 2 * padding < kernel) {
      throw new IllegalArgumentException(
          "an image of %s x %s pixels is smaller than a kernel of %s x %s"
              .formatted(
                  Integer.toString(input.height()),
                  Integer.toString(input.width()),
                  Integer.toString(kernel),
                  Integer.toString(kernel)));
    }
    Math.multiplyExact(Math.multiplyExact(kernel, kernel), input.channels());
  }

  /**
   * {@return a convolution whose padding is (kernel - 1) / 2, so that an odd kernel of stride 1
   * keeps the size of the image}
   *
   * @param input the images
   * @param filters channels of the output
   * @param kernel rows and columns of the kernel
   * @param stride pixels from one position of the kernel to the next
   */
  public static Convolution same(Image input, int filters, int kernel, int stride) {
    return new Convolution(input, filters, kernel, stride, (kernel - 1) / 2);
  }

  /** {@return the shape of the output: (size + 2 padding - kernel) / stride + 1, rounded down} */
  public Image output() {
    return new Image(outputHeight(), outputWidth(), filters);
  }

  /** {@return rows of pixels of the {@link #output}} */
  public int outputHeight() {
    return (input.height() + 2 * padding - kernel) / stride + 1;
  }

  /** {@return columns of pixels of the {@link #output}} */
  public int outputWidth() {
    return (input.width() + 2 * padding - kernel) / stride + 1;
  }

  /** {@return pixels of the {@link #output}} */
  int outputPositions() {
    return outputHeight() * outputWidth();
  }

  /** {@return numbers of the {@link #output}} */
  int outputSize() {
    return outputPositions() * filters;
  }

  /** {@return the terms of an element of the output: kernel x kernel x input channels} */
  public int inner() {
    return kernel * kernel * input.channels();
  }

  /** {@return floating-point operations for one sample; a fused multiply-add counts as two} */
  public long flops() {
    return 2L * outputSize() * inner();
  }

  /**
   * {@return the samples whose positions are summed in one chain: max(1, 8192 / positions)} The
   * gradients of weights that are shared by all positions of a sample are sums over samples and
   * positions. They are cut into blocks of so many whole samples. Each block is one chain from +0
   * in increasing sample and position, and the blocks are added in increasing order.
   *
   * @param positions of a sample
   */
  public static int block(int positions) {
    return Math.max(1, CHAIN / Math.max(1, positions));
  }
}
