package finegrain.kernels.operation;

import finegrain.kernels.Attention;
import finegrain.kernels.Convolution;
import finegrain.kernels.Image;
import java.util.Locale;

/** What a sample is, for operations of layers. */
public sealed interface Geometry {
  /** The operation works on matrices alone. */
  Geometry NONE = new Flat();

  /** No image and no tokens. */
  record Flat() implements Geometry {}

  /**
   * A sample is an image, or tokens as an image of one row.
   *
   * @param image its shape
   */
  record Pixels(Image image) implements Geometry {
    @Override
    public String toString() {
      return sizes(image);
    }
  }

  /**
   * A sample is an image that is convolved.
   *
   * @param convolution its shape
   */
  record Convolved(Convolution convolution) implements Geometry {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s:%ds%d:%d",
          sizes(convolution.input()),
          convolution.kernel(),
          convolution.stride(),
          convolution.filters());
    }
  }

  /**
   * A sample is a row of tokens that attend to each other.
   *
   * @param attention its shape
   */
  record Attended(Attention attention) implements Geometry {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%dx%d:%d", attention.tokens(), attention.dimension(), attention.heads());
    }
  }

  private static String sizes(Image image) {
    return String.format(Locale.ROOT, "%dx%dx%d", image.height(), image.width(), image.channels());
  }
}
