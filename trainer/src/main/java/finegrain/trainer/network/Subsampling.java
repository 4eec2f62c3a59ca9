package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;

/**
 * The shortcut without parameters, "option A" of He et al. (2016): it takes every second row and
 * column, from the first on, and adds channels of zeros, half of them before the others and half
 * after (rounded down and up).
 */
final class Subsampling {
  private static final int STEP = 2;

  private final Shape input;
  private final Shape output;
  private final int before;

  Subsampling(Shape input, Shape output) {
    check(input, output);
    this.input = input;
    this.output = output;
    before = (output.channels() - input.channels()) / 2;
  }

  static void check(Shape input, Shape output) {
    if (output.height() != Math.ceilDiv(input.height(), STEP)
        || output.width() != Math.ceilDiv(input.width(), STEP)
        || output.channels() < input.channels()) {
      throw new IllegalArgumentException(
          "no shortcut leads from %s to %s: it keeps the shape, or halves the sides and adds channels"
              .formatted(input, output));
    }
  }

  /**
   * The shortcut.
   *
   * @param y its channels of zeros are 0 already
   */
  void copy(Matrix x, Matrix y) {
    for (int sample = 0; sample < x.rows(); sample++) {
      for (int row = 0; row < output.height(); row++) {
        int from = x.rowOffset(sample) + in(row);
        int to = y.rowOffset(sample) + out(row);
        for (int column = 0; column < output.width(); column++) {
          System.arraycopy(x.array(), from, y.array(), to, input.channels());
          from += STEP * input.channels();
          to += output.channels();
        }
      }
    }
  }

  /** Adds the gradient of the shortcut to that of its input. */
  void addGradient(Matrix dy, Matrix dx) {
    float[] sums = dx.array();
    float[] added = dy.array();
    for (int sample = 0; sample < dx.rows(); sample++) {
      for (int row = 0; row < output.height(); row++) {
        int to = dx.rowOffset(sample) + in(row);
        int from = dy.rowOffset(sample) + out(row);
        for (int column = 0; column < output.width(); column++) {
          for (int channel = 0; channel < input.channels(); channel++) {
            sums[to + channel] += added[from + channel];
          }
          to += STEP * input.channels();
          from += output.channels();
        }
      }
    }
  }

  private int in(int row) {
    return STEP * row * input.width() * input.channels();
  }

  private int out(int row) {
    return row * output.width() * output.channels() + before;
  }
}
