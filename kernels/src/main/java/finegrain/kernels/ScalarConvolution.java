package finegrain.kernels;

/** The oracle of the operations on images. Slow. */
final class ScalarConvolution implements ConvolutionKernels {
  @Override
  public void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    Image output = shape.output();
    int channels = shape.input().channels();
    for (int n = 0; n < x.rows(); n++) {
      for (int i = 0; i < output.height(); i++) {
        for (int j = 0; j < output.width(); j++) {
          for (int f = 0; f < shape.filters(); f++) {
            float sum = bias.get(0, f);
            for (int r = 0; r < shape.kernel(); r++) {
              for (int s = 0; s < shape.kernel(); s++) {
                int row = i * shape.stride() + r - shape.padding();
                int column = j * shape.stride() + s - shape.padding();
                for (int c = 0; c < channels; c++) {
                  float element = pixel(shape.input(), x, n, row, column, c);
                  int k = (r * shape.kernel() + s) * channels + c;
                  sum = Fma.fma(element, w.get(k, f), sum);
                }
              }
            }
            y.set(n, at(output, i, j, f), ScalarKernels.activate(activation, sum));
          }
        }
      }
    }
  }

  @Override
  public void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    Image input = shape.input();
    Image output = shape.output();
    for (int n = 0; n < dx.rows(); n++) {
      for (int i = 0; i < input.height(); i++) {
        for (int j = 0; j < input.width(); j++) {
          for (int c = 0; c < input.channels(); c++) {
            float sum = 0;
            // From the last row and column of the kernel, so that those of dy increase.
            for (int r = shape.kernel() - 1; r >= 0; r--) {
              for (int s = shape.kernel() - 1; s >= 0; s--) {
                int row = i + shape.padding() - r;
                int column = j + shape.padding() - s;
                if (Math.floorMod(row, shape.stride()) != 0
                    || Math.floorMod(column, shape.stride()) != 0) {
                  continue;
                }
                row = Math.floorDiv(row, shape.stride());
                column = Math.floorDiv(column, shape.stride());
                int k = (r * shape.kernel() + s) * input.channels() + c;
                for (int f = 0; f < shape.filters(); f++) {
                  sum = Fma.fma(pixel(output, dy, n, row, column, f), w.get(k, f), sum);
                }
              }
            }
            dx.set(n, at(input, i, j, c), sum);
          }
        }
      }
    }
  }

  @Override
  public void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    Image output = shape.output();
    int channels = shape.input().channels();
    int block = Convolution.block(output.positions());
    for (int k = 0; k < shape.inner(); k++) {
      int r = k / channels / shape.kernel();
      int s = k / channels % shape.kernel();
      for (int f = 0; f < shape.filters(); f++) {
        float total = 0;
        for (int from = 0; from < x.rows(); from += block) {
          float sum = 0;
          for (int n = from; n < Math.min(x.rows(), from + block); n++) {
            for (int i = 0; i < output.height(); i++) {
              for (int j = 0; j < output.width(); j++) {
                int row = i * shape.stride() + r - shape.padding();
                int column = j * shape.stride() + s - shape.padding();
                float element = pixel(shape.input(), x, n, row, column, k % channels);
                sum = Fma.fma(element, dy.get(n, at(output, i, j, f)), sum);
              }
            }
          }
          total = from == 0 ? sum : total + sum;
        }
        dw.set(k, f, total);
      }
    }
  }

  @Override
  public void averagePool(Matrix x, Matrix y) {
    int channels = y.columns();
    int positions = x.columns() / channels;
    for (int n = 0; n < x.rows(); n++) {
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int i = 0; i < positions; i++) {
          sum += x.get(n, i * channels + c);
        }
        y.set(n, c, sum * (1f / positions));
      }
    }
  }

  @Override
  public void averagePoolGradient(Matrix dy, Matrix dx) {
    int channels = dy.columns();
    int positions = dx.columns() / channels;
    for (int n = 0; n < dx.rows(); n++) {
      for (int i = 0; i < dx.columns(); i++) {
        dx.set(n, i, dy.get(n, i % channels) * (1f / positions));
      }
    }
  }

  @Override
  public void maxPool(Image shape, Matrix x, Matrix y) {
    Image output = new Image(shape.height() / 2, shape.width() / 2, shape.channels());
    for (int n = 0; n < x.rows(); n++) {
      for (int i = 0; i < output.height(); i++) {
        for (int j = 0; j < output.width(); j++) {
          for (int c = 0; c < output.channels(); c++) {
            y.set(n, at(output, i, j, c), x.get(n, largest(shape, x, n, i, j, c)));
          }
        }
      }
    }
  }

  @Override
  public void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    Image output = new Image(shape.height() / 2, shape.width() / 2, shape.channels());
    dx.fill(0);
    for (int n = 0; n < x.rows(); n++) {
      for (int i = 0; i < output.height(); i++) {
        for (int j = 0; j < output.width(); j++) {
          for (int c = 0; c < output.channels(); c++) {
            dx.set(n, largest(shape, x, n, i, j, c), dy.get(n, at(output, i, j, c)));
          }
        }
      }
    }
  }

  /** The index of the largest of the four pixels under one of the output. */
  private static int largest(Image shape, Matrix x, int n, int i, int j, int c) {
    int largest = at(shape, 2 * i, 2 * j, c);
    for (int other = 1; other < 4; other++) {
      int index = at(shape, 2 * i + other / 2, 2 * j + other % 2, c);
      float element = x.get(n, index);
      if (element > x.get(n, largest) || Float.isNaN(element)) {
        largest = index;
      }
    }
    return largest;
  }

  private static int at(Image shape, int row, int column, int channel) {
    return (row * shape.width() + column) * shape.channels() + channel;
  }

  /** An element of a sample, or +0 outside the image. */
  private static float pixel(Image shape, Matrix x, int n, int row, int column, int channel) {
    boolean inside = row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
    return inside ? x.get(n, at(shape, row, column, channel)) : 0;
  }
}
