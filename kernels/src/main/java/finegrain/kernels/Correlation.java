package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

import finegrain.kernels.KernelTally.ProductOperation;
import java.util.Arrays;

/**
 * A convolution as {@link CorrelationWorkspace} computes it: the forward pass, or a part of the
 * gradient of the input. Output pixel (i, j) of the grid is a chain over the pixels (i step +
 * firstRow + r, j step + firstColumn + s) of the source, r below {@code rows} and s below {@code
 * columns}, and over their channels. It goes to pixel (i spread + toRow, j spread + toColumn) of
 * the target. Its owner reuses one object for all convolutions, so that none is allocated.
 */
final class Correlation {
  private static final Matrix NONE = Matrix.allocate(0, 0);

  Matrix source = NONE;
  int sourceHeight;
  int sourceWidth;
  int sourceChannels;
  int step;
  int firstRow;
  int rows;
  int firstColumn;
  int columns;

  Matrix target = NONE;
  int targetWidth;
  int targetChannels;
  int gridHeight;
  int gridWidth;
  int spread;
  int toRow;
  int toColumn;
  Activation activation = Activation.IDENTITY;

  /** Whether the vectors hold neighbouring pixels, and not channels of the target. */
  boolean pixelsInVectors;

  /** The operation that was called. */
  ProductOperation operation = ProductOperation.CONVOLUTION;

  /**
   * The weights, row after row. If they are {@link #isPanelled}, those of a panel of channels
   * follow each other, and {@link #weightsStep} means nothing.
   */
  float[] weights = new float[0];

  int weightsAt;
  int weightsStep;

  /**
   * The starts of the chains, from the element {@link Matrix#LEAD} on: a row of channels, or with
   * {@link #pixelsInVectors} a row of {@link #STARTS} equal elements for each channel.
   */
  float[] starts = new float[0];

  /** The terms of a chain that are too few for a transposition of the pixels. */
  private static final int SHORT = 64;

  /** The elements of a row of {@link #starts} whose elements are equal. */
  static final int STARTS = Blocking.VECTORS * LANES;

  private final Transposition transposition = new Transposition();
  private float[] packed = new float[0];
  private int[] channels = new int[0];

  /** The terms of a chain. */
  int inner() {
    return rows * columns * sourceChannels;
  }

  /** Whether the weights exceed the second-level cache. */
  boolean isWide() {
    return (long) inner() * targetChannels > Blocking.RIGHT_ELEMENTS;
  }

  /**
   * Whether the weights lie panel by panel, for they exceed the cache. Rows that are far apart
   * would be slow to read.
   */
  boolean isPanelled() {
    return !pixelsInVectors && isWide() && targetChannels % LANES == 0;
  }

  /** The forward pass of a convolution. */
  void forward(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    Image input = shape.input();
    setSource(x, input.height(), input.width(), input.channels());
    setTarget(y, shape.outputWidth(), shape.filters());
    step = shape.stride();
    firstRow = -shape.padding();
    rows = shape.kernel();
    firstColumn = -shape.padding();
    columns = shape.kernel();
    gridHeight = shape.outputHeight();
    gridWidth = shape.outputWidth();
    spread = 1;
    toRow = 0;
    toColumn = 0;
    this.activation = activation;
    chooseVectors();
    if (isPanelled()) {
      beginPacking();
      for (int v = 0, take; v < vectors(); v += take) {
        take = panel(v);
        VectorLoops.copyPanel(
            w.array(),
            w.offset() + v * LANES,
            w.stride(),
            packed,
            weightsAt + v * LANES * inner(),
            inner(),
            take);
      }
    } else if (w.stride() % unit() == 0
        && targetChannels % unit() == 0
        && (w.offset() - LEAD) % LANES == 0) {
      weights = w.array();
      weightsAt = w.offset();
      weightsStep = w.stride();
    } else {
      beginPacking();
      for (int k = 0; k < w.rows(); k++) {
        System.arraycopy(
            w.array(), w.rowOffset(k), packed, weightsAt + k * weightsStep, targetChannels);
      }
    }
    start(bias.array(), bias.offset(), true);
  }

  /**
   * A part of the gradient of a convolution's input: the pixels of the input whose row and column
   * leave the remainders {@code row} and {@code column} when they are divided by the stride.
   *
   * @return whether any tap of the kernel meets these pixels
   */
  boolean inputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx, int row, int column) {
    Image input = shape.input();
    setSource(dy, shape.outputHeight(), shape.outputWidth(), shape.filters());
    setTarget(dx, input.width(), input.channels());
    int stride = shape.stride();
    int lastR = last(shape, row);
    int lastS = last(shape, column);
    step = 1;
    rows = lastR < 0 ? 0 : lastR / stride + 1;
    columns = lastS < 0 ? 0 : lastS / stride + 1;
    firstRow = Math.floorDiv(row + shape.padding() - lastR, stride);
    firstColumn = Math.floorDiv(column + shape.padding() - lastS, stride);
    gridHeight = Math.ceilDiv(input.height() - row, stride);
    gridWidth = Math.ceilDiv(input.width() - column, stride);
    spread = stride;
    toRow = row;
    toColumn = column;
    activation = Activation.IDENTITY;
    chooseVectors();
    if (rows == 0 || columns == 0) {
      return false;
    }
    beginPacking();
    channels = channels.length >= targetChannels ? channels : new int[targetChannels];
    int k = 0;
    for (int r = lastR; r >= 0; r -= stride) {
      for (int s = lastS; s >= 0; s -= stride, k += sourceChannels) {
        transpose(w, (r * shape.kernel() + s) * targetChannels, k);
      }
    }
    start(packed, 0, false);
    return true;
  }

  /** Packs the rows of w of a tap as columns, from row k of the packed weights on. */
  private void transpose(Matrix w, int tap, int k) {
    for (int v = 0, take; v < vectors(); v += take) {
      take = isPanelled() ? panel(v) : vectors();
      int count = Math.min(targetChannels - v * LANES, take * LANES);
      for (int c = 0; c < count; c++) {
        channels[c] = w.rowOffset(tap + v * LANES + c);
      }
      int step = isPanelled() ? take * LANES : weightsStep;
      int to = weightsAt + (isPanelled() ? v * LANES * inner() : 0) + k * step;
      transposition.copy(w.array(), channels, count, sourceChannels, packed, to, step);
    }
  }

  /** The vectors that hold all channels of the target. */
  int vectors() {
    return Math.ceilDiv(targetChannels, LANES);
  }

  /** The vectors of the panel of channels that begins with vector v. */
  int panel(int v) {
    int left = vectors() - v;
    return Math.ceilDiv(left, Math.ceilDiv(left, Blocking.VECTORS));
  }

  /** The last row of the kernel that meets rows of the input with this remainder; -1 for none. */
  private static int last(Convolution shape, int remainder) {
    int first = (remainder + shape.padding()) % shape.stride();
    return first >= shape.kernel()
        ? -1
        : first + (shape.kernel() - 1 - first) / shape.stride() * shape.stride();
  }

  private void setSource(Matrix from, int height, int width, int channels) {
    source = from;
    sourceHeight = height;
    sourceWidth = width;
    sourceChannels = channels;
  }

  private void setTarget(Matrix to, int width, int channels) {
    target = to;
    targetWidth = width;
    targetChannels = channels;
  }

  /**
   * One vector of channels is a tile of few sums, which is slower than tiles over pixels; but the
   * pixels would have to be transposed, which costs more where the chains are short.
   */
  private void chooseVectors() {
    pixelsInVectors = targetChannels < LANES || (targetChannels == LANES && inner() > SHORT);
  }

  /** Channels of the target that a tile takes together. */
  private int unit() {
    return pixelsInVectors ? Blocking.ROWS : LANES;
  }

  /** Room for weights whose rows are whole tiles. */
  private void beginPacking() {
    weightsStep = Math.ceilDiv(targetChannels, unit()) * unit();
    if (pixelsInVectors) {
      weightsStep = Math.ceilDiv(weightsStep, Blocking.LINE) * Blocking.LINE;
    }
    packed =
        VectorKernels.grown(packed, LEAD + Math.multiplyExact(inner(), weightsStep) + weightsStep);
    weights = packed;
    weightsAt = LEAD;
  }

  private void start(float[] bias, int biasAt, boolean biased) {
    int whole = Math.ceilDiv(targetChannels, unit()) * unit();
    starts = VectorKernels.grown(starts, LEAD + (pixelsInVectors ? whole * STARTS : whole));
    for (int c = 0; c < targetChannels; c++) {
      float value = biased ? bias[biasAt + c] : 0;
      if (pixelsInVectors) {
        int at = LEAD + c * STARTS;
        Arrays.fill(starts, at, at + STARTS, value);
      } else {
        starts[LEAD + c] = value;
      }
    }
  }

  /** Forgets the matrices, so that they can be collected. */
  void clear() {
    source = NONE;
    target = NONE;
    weights = packed;
  }
}
