package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

import java.util.Arrays;

/**
 * Sums of channels along positions. A row of the result has a chain for each channel; it belongs to
 * a sample, or to a block of samples. Threads share the rows, or else the channels.
 */
final class ChannelChains implements ThreadTeam.Task {
  private static final float[] NOTHING = new float[0];

  /** What is summed. */
  enum Kind {
    /** x. */
    SUMS(4, true),
    /** d d with d = x - mean. */
    SQUARES(4, true),
    /** dy, and dy (x - mean). */
    PRODUCTS(2, true),
    /** dy, and dy (x - mean) r, with the mean and the r of the position. */
    TOKENS(2, false);

    private final int chains;
    private final boolean acrossRows;

    /**
     * A kind.
     *
     * @param chains vectors that its loop sums side by side
     * @param acrossRows whether they may belong to several rows
     */
    Kind(int chains, boolean acrossRows) {
      this.chains = chains;
      this.acrossRows = acrossRows;
    }

    private ChainLoops.Loop loop() {
      return switch (this) {
        case SUMS -> ChainLoops::sums;
        case SQUARES -> ChainLoops::squares;
        case PRODUCTS -> ChainLoops::products;
        case TOKENS -> ChainLoops::tokens;
      };
    }
  }

  private final SharedWork work;

  /** The first sums: row after row, {@link #width} elements each. */
  float[] sums = NOTHING;

  /** The second sums of kinds that have two. */
  float[] products = NOTHING;

  /** Elements of a row of the sums: whole vectors. */
  int width;

  private Kind kind = Kind.SUMS;
  private ChainLoops.Loop loop = kind.loop();
  private int channels;
  private float[] x = NOTHING;
  private float[] dy = NOTHING;
  private float[] means = NOTHING;
  private int meanAt;
  private int meanStride;
  private int xAt;
  private int xStride;
  private int dyAt;
  private int dyStride;

  // Rows of the result that are computed together. Each consists of so many segments of positions.
  private int firstRow;
  private int rows;
  private int samples;
  private int segments;
  private int step;
  private int count;

  /** Chains whose rows, or channels, threads share. */
  ChannelChains(SharedWork work) {
    this.work = work;
  }

  /** The operands. Those that the kind does not need may be any. */
  private void set(Kind kind, int channels, Matrix x, Matrix dy) {
    this.kind = kind;
    loop = kind.loop();
    this.channels = channels;
    this.x = x.array();
    xAt = x.offset();
    xStride = x.stride();
    this.dy = dy.array();
    dyAt = dy.offset();
    dyStride = dy.stride();
    width = Math.ceilDiv(channels, LANES) * LANES;
  }

  /** Drops the references to the caller's arrays. */
  private void release() {
    x = NOTHING;
    dy = NOTHING;
    means = NOTHING;
  }

  private void clear(int resultRows) {
    sums = VectorKernels.grown(sums, resultRows * width);
    products = VectorKernels.grown(products, resultRows * width);
    Arrays.fill(sums, 0, resultRows * width, 0);
    Arrays.fill(products, 0, resultRows * width, 0);
  }

  /**
   * The sums of each sample.
   *
   * @param means of the channels, with room for whole vectors
   */
  void bySample(Kind kind, int channels, Matrix x, Matrix dy, float[] means) {
    set(kind, channels, x, dy);
    this.means = means;
    meanAt = 0;
    clear(x.rows());
    samples = 1;
    compute(0, x.rows(), 1, channels, x.columns() / channels);
    release();
  }

  /**
   * The sums over all samples, by the blocks of {@link Convolution#block}, which are added in their
   * order. The result is the first row.
   *
   * @param statistics of the positions: their means, and their r
   */
  void byBlock(Kind kind, int channels, Matrix x, Matrix dy, Matrix statistics) {
    set(kind, channels, x, dy);
    means = statistics.array();
    meanAt = statistics.offset();
    meanStride = statistics.stride();
    int positions = x.columns() / channels;
    int block = Convolution.block(positions);
    int whole = x.rows() / block;
    int rest = x.rows() % block;
    clear(Math.max(1, whole + 1));
    samples = block;
    // Samples of one position, or without gaps between them, are one segment.
    boolean flat = kind == Kind.SUMS && (x.stride() == x.columns() || positions == 1);
    int segmentStep = positions == 1 ? x.stride() : channels;
    if (flat) {
      compute(0, whole, 1, segmentStep, block * positions);
      compute(whole, Math.min(1, rest), 1, segmentStep, rest * positions);
    } else {
      compute(0, whole, block, channels, positions);
      compute(whole, Math.min(1, rest), rest, channels, positions);
    }
    int blocks = whole + Math.min(1, rest);
    for (int row = 1; row < blocks; row++) {
      ElementLoops.add(sums, 0, sums, row * width, sums, 0, width);
      ElementLoops.add(products, 0, products, row * width, products, 0, width);
    }
    release();
  }

  private void compute(int firstRow, int rows, int segments, int step, int count) {
    if (rows == 0) {
      return;
    }
    this.firstRow = firstRow;
    this.rows = rows;
    this.segments = segments;
    this.step = step;
    this.count = count;
    double elements = (double) rows * segments * count * channels;
    work.runElements(this, Math.max(rows, groups()), elements);
  }

  private int groups() {
    return Math.ceilDiv(width / LANES, kind.chains);
  }

  @Override
  public void run(int part, int parts) {
    int groups = groups();
    boolean byRow = rows >= groups;
    int r = byRow ? SharedWork.first(rows, part, parts) : 0;
    int end = byRow ? SharedWork.first(rows, part + 1, parts) : rows;
    int first = byRow ? 0 : SharedWork.first(groups, part, parts) * kind.chains;
    int last = byRow ? groups : SharedWork.first(groups, part + 1, parts);
    last = Math.min(width / LANES, last * kind.chains);
    int wholeVectors = Math.clamp(channels / LANES - first, 0, last - first);
    int beside = first + wholeVectors / kind.chains * kind.chains;
    for (int row = r; row < end; row++) {
      for (int v = first; v < beside; v += kind.chains) {
        chains(row, v, LANES, LANES, LANES, LANES);
      }
    }
    if (kind.acrossRows) {
      for (; r <= end - kind.chains; r += kind.chains) {
        for (int v = beside; v < last; v++) {
          chains(r, v, samples * xStride, samples * dyStride, 0, width);
        }
      }
    }
    // Few channels and rows: two vectors, or one.
    if (kind == Kind.SUMS && wholeVectors % kind.chains > 1 && r < end) {
      for (int row = r; row < end; row++) {
        chains(ChainLoops::sumsOfTwo, row, beside, LANES, 0, 0, LANES);
      }
      beside += 2;
    }
    for (; r < end; r++) {
      for (int v = beside; v < last; v++) {
        chains(r, v, 0, 0, 0, 0);
      }
    }
  }

  private void chains(int row, int v, int delta, int dyDelta, int meanDelta, int sumDelta) {
    chains(loop, row, v, delta, dyDelta, meanDelta, sumDelta);
  }

  /** The chains that begin with one vector of a row, all segments. */
  private void chains(
      ChainLoops.Loop loop, int row, int v, int delta, int dyDelta, int meanDelta, int sumDelta) {
    int column = v * LANES;
    int lanes = Math.min(LANES, channels - column);
    // A whole vector may be read where it ends inside the segment.
    int room = (count - 1) * step + channels - column - LANES;
    int whole = room < 0 ? 0 : Math.min(count, room / step + 1);
    int sample = (firstRow + row) * samples;
    boolean ofTokens = kind == Kind.TOKENS;
    for (int segment = 0; segment < segments; segment++) {
      int meanFrom = ofTokens ? meanAt + (sample + segment) * count : column;
      loop.run(
          x,
          xAt + (sample + segment) * xStride + column,
          delta,
          dy,
          dyAt + (sample + segment) * dyStride + column,
          dyDelta,
          step,
          whole,
          count,
          lanes,
          means,
          meanFrom,
          ofTokens ? meanStride : meanDelta,
          sums,
          (firstRow + row) * width + column,
          sumDelta,
          products);
    }
  }
}
