package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

import finegrain.kernels.KernelTally.ProductOperation;
import java.util.Arrays;

/**
 * The gradient of a convolution's weights as products, with the workspace of one thread:
 *
 * <pre>
 *   for each block of samples             (Convolution.block)
 *     for each sample
 *       for each band of rows of dy
 *         make the rows of x ready        (for each pixel of dy: kernel columns x channels)
 *         for each row of the kernel
 *           micro-kernels                 (the inner index is the pixel of the band)
 *     add the sums to the gradient
 * </pre>
 *
 * The pixels of x that one row of the kernel meets are stored one after the other, and so are those
 * of dy. A band begins with the sums of the band before, so an element of a block stays one chain.
 */
final class WeightGradient {
  /** Elements of a band of x. */
  private static final int BAND = 1 << 15;

  /** Pixels that are worth a product. */
  private static final int DEPTH = 256;

  /** From so many filters on, samples are made ready together, which costs more copies. */
  private static final int FILTERS = 32;

  /** Up to so many terms of a chain, all rows of a kernel are taken together. */
  private static final int COMPACT = 48;

  /** The start of the chains of a block. */
  private static final float[] ZEROS = new float[Blocking.VECTORS * LANES];

  /** The operations of the micro-kernels so far. */
  final KernelTally tally = new KernelTally(TileFamily.methods());

  /** A row of x with its border. */
  private float[] padded = new float[0];

  /** A band of x. The rows that one row of the kernel meets lie one after the other. */
  private float[] band = new float[0];

  /** Pixels of dy, if they cannot be read in place. */
  private float[] packed = new float[0];

  // The pixels of dy in work.
  private float[] gradient = packed;
  private int gradientAt;
  private int gradientStep;

  /** For each row of the kernel: filters x (columns x channels), or the transposed. */
  private float[] sums = new float[0];

  /** Whether all rows of the kernel are one. */
  private boolean compact;

  /** The rows of the kernel. */
  private int kernelRows;

  /** The terms of a row of the kernel: its columns x channels. */
  private int terms;

  /** The terms in whole vectors. */
  private int width;

  /** Elements of the band from pixel to pixel. */
  private int pixelStep;

  /** The filters in whole tiles or vectors. */
  private int filters;

  /** Elements from the sums of a row of the kernel to those of the next. */
  private int sumsSize;

  /** Computes filters [from, to) of some blocks, each into its part of the results. */
  void compute(
      Convolution shape,
      Matrix x,
      Matrix dy,
      int fromBlock,
      int toBlock,
      int from,
      int to,
      float[] results) {
    int block = Convolution.block(shape.outputPositions());
    int size = shape.inner() * shape.filters();
    begin(shape, from, to);
    for (int i = fromBlock; i < toBlock; i++) {
      int last = Math.min(x.rows(), (i + 1) * block);
      int group = group(shape, dy, last - i * block);
      for (int sample = i * block; sample < last; sample += group) {
        int samples = Math.min(group, last - sample);
        boolean begins = sample == i * block;
        if (compact) {
          for (int n = sample; n < sample + samples; n++) {
            compact(shape, x, dy, n, begins && n == sample, from, to);
          }
        } else if (group > 1) {
          samples(shape, x, dy, sample, samples, begins, from, to);
        } else {
          bands(shape, x, dy, sample, begins, from, to);
        }
      }
      store(shape, from, to, results, i * size);
    }
    gradient = packed;
  }

  /** Whether the vectors hold elements of x, and not filters. */
  private static boolean swapped(int filters) {
    return Blocking.ROWS == 8 || filters < LANES;
  }

  /**
   * How many samples are made ready together. With few pixels a sample alone would be a short chain
   * for each sum, which is loaded and stored again.
   */
  private static int group(Convolution shape, Matrix dy, int samples) {
    int positions = shape.outputPositions();
    boolean flat = dy.stride() == dy.columns();
    return flat && positions < DEPTH / 2 && shape.filters() >= FILTERS
        ? Blocking.even(samples, DEPTH / positions)
        : 1;
  }

  /** The sizes of the convolution in work, for filters [from, to). */
  private void begin(Convolution shape, int from, int to) {
    int row = shape.kernel() * shape.input().channels();
    compact = shape.inner() <= COMPACT;
    kernelRows = compact ? 1 : shape.kernel();
    terms = compact ? shape.inner() : row;
    width = Math.ceilDiv(terms, LANES) * LANES;
    // The last row of the kernel writes whole vectors too.
    int written = terms - row + Math.ceilDiv(row, LANES) * LANES;
    pixelStep = Math.max(width, Math.ceilDiv(written, LANES) * LANES);
    int unit = swapped(to - from) ? Blocking.ROWS : LANES;
    filters = Math.ceilDiv(to - from, unit) * unit;
    // The last tile may reach beyond the last row.
    sumsSize =
        swapped(to - from) ? (filters + Blocking.ROWS) * width : (width + Blocking.ROWS) * filters;
    sums = VectorKernels.grown(sums, LEAD + kernelRows * sumsSize);
  }

  /** Some samples, whose rows are made ready for each row of the kernel. */
  private void samples(
      Convolution shape,
      Matrix x,
      Matrix dy,
      int sample,
      int samples,
      boolean begins,
      int from,
      int to) {
    int pixels = shape.outputWidth();
    int rowSize = pixels * width;
    int depth = samples * shape.outputPositions();
    band = VectorKernels.grown(band, LEAD + Math.multiplyExact(depth, width) + 4 * LANES);
    selectGradient(dy.array(), dy.rowOffset(sample) + from, shape.filters(), depth, to - from);
    for (int r = 0; r < shape.kernel(); r++) {
      for (int n = 0, row = LEAD; n < samples; n++) {
        for (int i = 0; i < shape.outputHeight(); i++, row += rowSize) {
          pack(shape, x, sample + n, i * shape.stride() + r - shape.padding(), row);
        }
      }
      multiply(LEAD, depth, begins, LEAD + r * sumsSize, to - from);
    }
  }

  /** All rows of a kernel side by side, for each pixel of dy: few terms would not fill vectors. */
  private void compact(
      Convolution shape, Matrix x, Matrix dy, int sample, boolean begins, int from, int to) {
    int pixels = shape.outputWidth();
    int row = shape.kernel() * shape.input().channels();
    int rowSize = pixels * pixelStep;
    int height = Blocking.even(shape.outputHeight(), Math.max(1, BAND / rowSize));
    band = VectorKernels.grown(band, LEAD + height * rowSize + 4 * LANES);
    for (int i = 0; i < shape.outputHeight(); i += height) {
      int count = Math.min(height, shape.outputHeight() - i);
      for (int h = 0; h < count; h++) {
        for (int r = 0; r < shape.kernel(); r++) {
          int source = (i + h) * shape.stride() + r - shape.padding();
          pack(shape, x, sample, source, LEAD + h * rowSize + r * row);
        }
      }
      int depth = count * pixels;
      int at = dy.rowOffset(sample) + i * pixels * shape.filters() + from;
      selectGradient(dy.array(), at, shape.filters(), depth, to - from);
      multiply(LEAD, depth, begins && i == 0, LEAD, to - from);
    }
  }

  /** The rows of one sample, in bands; all rows of the kernel read a band. */
  private void bands(
      Convolution shape, Matrix x, Matrix dy, int sample, boolean begins, int from, int to) {
    int pixels = shape.outputWidth();
    int stride = shape.stride();
    int reach = Math.ceilDiv(shape.kernel(), stride);
    int rowSize = pixels * width;
    int height = Math.clamp(BAND / (rowSize * stride) - reach, 1, shape.outputHeight());
    height = Blocking.even(shape.outputHeight(), height);
    // For each remainder of a row's number by the stride, its rows one after the other.
    int slots = height + reach;
    band = VectorKernels.grown(band, LEAD + stride * slots * rowSize + 4 * LANES);
    for (int row = 0; row < shape.outputHeight(); row += height) {
      int rows = Math.min(height, shape.outputHeight() - row);
      int needed = (rows - 1) * stride + shape.kernel();
      for (int h = 0; h < needed; h++) {
        int slot = h % stride * slots + h / stride;
        pack(shape, x, sample, row * stride + h - shape.padding(), LEAD + slot * rowSize);
      }
      int depth = rows * pixels;
      int at = dy.rowOffset(sample) + row * pixels * shape.filters() + from;
      selectGradient(dy.array(), at, shape.filters(), depth, to - from);
      for (int r = 0; r < shape.kernel(); r++) {
        int slot = r % stride * slots + r / stride;
        int sum = LEAD + r * sumsSize;
        multiply(LEAD + slot * rowSize, depth, begins && row == 0, sum, to - from);
      }
    }
  }

  /** Packs pixels of dy if their filters are not whole tiles. */
  private void selectGradient(float[] dy, int at, int step, int pixels, int count) {
    gradient = dy;
    gradientAt = at;
    gradientStep = step;
    if (filters != count) {
      packed = VectorKernels.grown(packed, LEAD + pixels * filters);
      for (int i = 0, to = LEAD; i < pixels; i++, to += filters) {
        System.arraycopy(dy, at + i * step, packed, to, count);
      }
      gradient = packed;
      gradientAt = LEAD;
      gradientStep = filters;
    }
  }

  /** Adds the products of pixels of the band, from an element on, and those of dy. */
  private void multiply(int at, int depth, boolean first, int sum, int count) {
    if (swapped(count)) {
      multiply(
          gradient,
          gradientAt,
          gradientStep,
          filters,
          band,
          at,
          pixelStep,
          width,
          depth,
          first,
          sum);
    } else {
      multiply(
          band,
          at,
          pixelStep,
          width,
          gradient,
          gradientAt,
          gradientStep,
          filters,
          depth,
          first,
          sum);
    }
  }

  /** The product of aᵀ, with so many rows, and b, with so many columns, added to the sums. */
  private void multiply(
      float[] a,
      int aAt,
      int aStep,
      int count,
      float[] b,
      int bAt,
      int bStep,
      int columns,
      int depth,
      boolean first,
      int sum) {
    TileLoop.multiply(
        tally,
        ProductOperation.CONVOLUTION_WEIGHT_GRADIENT,
        a,
        aAt,
        aStep,
        count,
        b,
        bAt,
        bStep,
        columns / LANES,
        depth,
        first ? ZEROS : sums,
        first ? 0 : sum,
        first ? 0 : columns,
        !first,
        sums,
        sum,
        columns);
  }

  /** Makes ready a row of x: for each pixel of a row of dy the columns of the kernel. */
  private void pack(Convolution shape, Matrix x, int sample, int row, int to) {
    Image input = shape.input();
    int pixels = shape.outputWidth();
    int channels = input.channels();
    int vectors = Math.ceilDiv(shape.kernel() * channels, LANES);
    int begin = LEAD + shape.padding() * channels;
    int inside = input.width() * channels;
    int end = LEAD + (pixels - 1) * shape.stride() * channels + vectors * LANES;
    padded = VectorKernels.grown(padded, Math.max(end, begin + inside) + LANES);
    if (row < 0 || row >= input.height()) {
      Arrays.fill(padded, LEAD, end, 0);
    } else {
      Arrays.fill(padded, LEAD, begin, 0);
      int from = x.rowOffset(sample) + row * inside;
      System.arraycopy(x.array(), from, padded, begin, inside);
      if (begin + inside < end) {
        Arrays.fill(padded, begin + inside, end, 0);
      }
    }
    VectorLoops.copyVectors(
        padded, LEAD, shape.stride() * channels, band, to, pixelStep, pixels, vectors);
  }

  /** Copies the sums of a block to the results: (kernel rows x columns x channels) x filters. */
  private void store(Convolution shape, int from, int to, float[] results, int at) {
    boolean swapped = swapped(to - from);
    for (int r = 0; r < kernelRows; r++) {
      int sum = LEAD + r * sumsSize;
      for (int k = 0; k < terms; k++) {
        int target = at + (r * terms + k) * shape.filters();
        for (int f = from; f < to; f++) {
          int index = swapped ? (f - from) * width + k : k * filters + f - from;
          results[target + f] = sums[sum + index];
        }
      }
    }
  }
}
