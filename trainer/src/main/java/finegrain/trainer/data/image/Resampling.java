package finegrain.trainer.data.image;

/**
 * Brings an image to a square: the shorter side becomes so many pixels, and the middle of the
 * longer one is kept. The longer side is truncated to whole pixels, and the middle of an odd rest
 * is rounded to even, as torchvision's {@code Resize} and {@code CenterCrop} do.
 *
 * <p>The filter is bilinear with antialiasing, the triangle as wide as the pixels of the result,
 * with the order of operations of Pillow's {@code Image.resize(BILINEAR)} (src/libImaging/
 * Resample.c): first along rows, then along columns; weights of 22 bits after the point, computed
 * in double precision by additions, multiplications and divisions alone; sums in integers; bytes
 * after either pass. So the bits are Pillow's, on every machine.
 */
final class Resampling {
  private static final int PRECISION_BITS = Integer.SIZE - Byte.SIZE - 2;
  private static final int HALF = 1 << (PRECISION_BITS - 1);

  private Resampling() {}

  /**
   * The weights of one direction: result i is the sum over k of {@code weights[i][k]} times source
   * {@code first[i] + k}.
   */
  private record Weights(int[] first, int[][] weights) {
    /**
     * Weights of some results.
     *
     * @param in pixels of the source
     * @param out pixels of the whole result
     * @param from the first result that is needed
     * @param count how many are
     */
    static Weights of(int in, long out, long from, int count) {
      double scale = (double) in / out;
      double filterScale = Math.max(scale, 1);
      double support = filterScale;
      double inverse = 1 / filterScale;
      int[] first = new int[count];
      int[][] weights = new int[count][];
      for (int i = 0; i < count; i++) {
        double centre = (from + i + 0.5) * scale;
        int least = Math.max((int) (centre - support + 0.5), 0);
        int most = Math.min((int) (centre + support + 0.5), in);
        double[] exact = new double[most - least];
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
          exact[k] = triangle((k + least - centre + 0.5) * inverse);
          sum += exact[k];
        }
        first[i] = least;
        weights[i] = new int[exact.length];
        for (int k = 0; k < exact.length; k++) {
          double weight = sum == 0 ? exact[k] : exact[k] / sum;
          weights[i][k] = (int) (0.5 + weight * (1 << PRECISION_BITS));
        }
      }
      return new Weights(first, weights);
    }

    private static double triangle(double x) {
      double distance = Math.abs(x);
      return distance < 1 ? 1 - distance : 0;
    }

    int end(int i) {
      return first[i] + weights[i].length;
    }
  }

  /** The square in the middle of an image whose shorter side is made {@code side} pixels. */
  static RgbImage square(RgbImage image, int side) {
    int width = image.width();
    int height = image.height();
    // A picture of one row may become longer than an integer counts.
    long newWidth = width <= height ? side : (long) side * width / height;
    long newHeight = height <= width ? side : (long) side * height / width;
    Weights across = Weights.of(width, newWidth, middle(newWidth, side), side);
    Weights down = Weights.of(height, newHeight, middle(newHeight, side), side);
    int firstRow = down.first()[0];
    RgbImage narrow = RgbImage.allocate(side, down.end(side - 1) - firstRow);
    horizontal(image, firstRow, across, narrow);
    RgbImage square = RgbImage.allocate(side, side);
    vertical(narrow, firstRow, down, square);
    return square;
  }

  private static long middle(long size, int side) {
    return (long) Math.rint((size - side) / 2.0);
  }

  private static void horizontal(RgbImage from, int firstRow, Weights weights, RgbImage to) {
    byte[] source = from.pixels();
    int at = 0;
    for (int y = 0; y < to.height(); y++) {
      int row = (firstRow + y) * from.width();
      for (int x = 0; x < to.width(); x++) {
        int begin = (row + weights.first()[x]) * RgbImage.CHANNELS;
        at = put(source, begin, RgbImage.CHANNELS, weights.weights()[x], to.pixels(), at);
      }
    }
  }

  private static void vertical(RgbImage from, int firstRow, Weights weights, RgbImage to) {
    byte[] source = from.pixels();
    int stride = from.width() * RgbImage.CHANNELS;
    int at = 0;
    for (int y = 0; y < to.height(); y++) {
      int begin = (weights.first()[y] - firstRow) * stride;
      for (int x = 0; x < to.width(); x++) {
        at =
            put(
                source,
                begin + x * RgbImage.CHANNELS,
                stride,
                weights.weights()[y],
                to.pixels(),
                at);
      }
    }
  }

  /** One pixel of the result; gives the place of the next. */
  private static int put(
      byte[] source, int begin, int stride, int[] weights, byte[] target, int at) {
    int red = HALF;
    int green = HALF;
    int blue = HALF;
    int from = begin;
    for (int weight : weights) {
      red += (source[from] & 0xff) * weight;
      green += (source[from + 1] & 0xff) * weight;
      blue += (source[from + 2] & 0xff) * weight;
      from += stride;
    }
    target[at] = clipped(red);
    target[at + 1] = clipped(green);
    target[at + 2] = clipped(blue);
    return at + RgbImage.CHANNELS;
  }

  private static byte clipped(int sum) {
    return (byte) Math.clamp(sum >> PRECISION_BITS, 0, 255);
  }
}
