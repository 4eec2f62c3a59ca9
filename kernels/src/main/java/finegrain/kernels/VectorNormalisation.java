package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

import java.util.Arrays;

/**
 * Batch and layer normalisation through the Vector API, equal to {@link ScalarNormalisation} bit
 * for bit. Threads share the samples.
 */
final class VectorNormalisation implements NormalisationKernels {
  private static final Matrix NONE = Matrix.allocate(0, 0);
  private static final float[] NOTHING = new float[0];

  /** From so many elements on, the rest of a period that fills no vector does not matter. */
  private static final int LONG = 512;

  private final SharedWork work;
  private final ChannelChains chains;
  private final TokenBlock[] blocks;
  private final ThreadTeam.Task normalisePart = this::normalisePart;
  private final ThreadTeam.Task gradientPart = this::gradientPart;
  private final ThreadTeam.Task layerPart = this::layerPart;
  private final ThreadTeam.Task layerGradientPart = this::layerGradientPart;
  private double[] totals = new double[0];

  // The operands of a call, for its threads.
  private Matrix x = NONE;
  private Matrix dy = NONE;
  private Matrix y = NONE;
  private Matrix scale = NONE;
  private Matrix shift = NONE;
  private Matrix statistics = NONE;
  private float epsilon;
  private boolean relu;

  /** The numbers of each channel, again and again up to the period. */
  private int period;

  private float[] mean = NOTHING;
  private float[] factor = NOTHING;
  private float[] first = NOTHING;
  private float[] second = NOTHING;

  /** Operations whose samples threads share. */
  VectorNormalisation(SharedWork work, ChannelChains chains) {
    this.work = work;
    this.chains = chains;
    blocks = new TokenBlock[work.threads()];
    Arrays.setAll(blocks, thread -> new TokenBlock());
  }

  @Override
  public void batchStatistics(Matrix x, Matrix statistics) {
    int channels = statistics.columns();
    double n = x.rows() * ((double) x.columns() / channels);
    setPeriod(channels);
    chains.bySample(ChannelChains.Kind.SUMS, channels, x, x, mean);
    total(chains.sums, x.rows(), channels);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (totals[c] / n);
      statistics.set(0, c, mean[c]);
    }
    chains.bySample(ChannelChains.Kind.SQUARES, channels, x, x, mean);
    total(chains.sums, x.rows(), channels);
    for (int c = 0; c < channels; c++) {
      statistics.set(1, c, (float) (totals[c] / n));
    }
  }

  /** The totals of the samples' sums, in double precision. */
  private void total(float[] sums, int samples, int channels) {
    if (totals.length < channels) {
      totals = new double[channels];
    }
    Arrays.fill(totals, 0, channels, 0);
    for (int sample = 0; sample < samples; sample++) {
      int at = sample * chains.width;
      for (int c = 0; c < channels; c++) {
        totals[c] += sums[at + c];
      }
    }
  }

  /** Chooses a period of whole vectors, unless it would be long. */
  private void setPeriod(int channels) {
    period = channels;
    while (period % LANES != 0 && period < LONG) {
      period += channels;
    }
    period *= Math.ceilDiv(LONG, period);
    int length = period + LANES;
    mean = VectorKernels.grown(mean, length);
    factor = VectorKernels.grown(factor, length);
    first = VectorKernels.grown(first, length);
    second = VectorKernels.grown(second, length);
  }

  /** Repeats the numbers of the channels up to the period. */
  private void repeat(float[] numbers, int channels) {
    for (int at = channels; at < period; at += channels) {
      System.arraycopy(numbers, 0, numbers, at, channels);
    }
  }

  @Override
  public void batchNormalise(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      Matrix shift,
      float epsilon,
      Activation activation,
      Matrix y) {
    int channels = scale.columns();
    setPeriod(channels);
    for (int c = 0; c < channels; c++) {
      mean[c] = statistics.get(0, c);
      factor[c] = scale.get(0, c) / (float) Math.sqrt(statistics.get(1, c) + epsilon);
      first[c] = shift.get(0, c);
    }
    repeat(mean, channels);
    repeat(factor, channels);
    repeat(first, channels);
    this.x = x;
    this.y = y;
    relu = activation == Activation.RELU;
    share(normalisePart, x);
  }

  /** Shares the samples of x out, and drops the references to the caller's arrays. */
  private void share(ThreadTeam.Task task, Matrix x) {
    work.runElements(task, x.rows(), (double) x.rows() * x.columns());
    this.x = NONE;
    dy = NONE;
    y = NONE;
    scale = NONE;
    shift = NONE;
    statistics = NONE;
  }

  private void normalisePart(int part, int parts) {
    int end = SharedWork.first(x.rows(), part + 1, parts);
    for (int row = SharedWork.first(x.rows(), part, parts); row < end; row++) {
      int at = x.rowOffset(row);
      int yAt = y.rowOffset(row);
      int n = x.columns();
      if (relu) {
        ChannelLoops.normaliseRelu(x.array(), at, n, mean, factor, first, period, y.array(), yAt);
      } else {
        ChannelLoops.normalise(x.array(), at, n, mean, factor, first, period, y.array(), yAt);
      }
    }
  }

  @Override
  public void batchNormaliseGradient(
      Matrix x,
      Matrix statistics,
      Matrix scale,
      float epsilon,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    int channels = scale.columns();
    double n = x.rows() * ((double) x.columns() / channels);
    setPeriod(channels);
    for (int c = 0; c < channels; c++) {
      mean[c] = statistics.get(0, c);
    }
    chains.bySample(ChannelChains.Kind.PRODUCTS, channels, x, dy, mean);
    total(chains.sums, x.rows(), channels);
    for (int c = 0; c < channels; c++) {
      float r = 1 / (float) Math.sqrt(statistics.get(1, c) + epsilon);
      float s = scale.get(0, c) * r;
      float sum = (float) totals[c];
      dshift.set(0, c, sum);
      factor[c] = s;
      first[c] = (float) -(s * (sum / n));
    }
    total(chains.products, x.rows(), channels);
    for (int c = 0; c < channels; c++) {
      float r = 1 / (float) Math.sqrt(statistics.get(1, c) + epsilon);
      float q = (float) totals[c];
      dscale.set(0, c, q * r);
      second[c] = (float) -((double) factor[c] * r * r * (q / n));
    }
    repeat(mean, channels);
    repeat(factor, channels);
    repeat(first, channels);
    repeat(second, channels);
    this.x = x;
    this.dy = dy;
    y = dx;
    share(gradientPart, x);
  }

  private void gradientPart(int part, int parts) {
    int end = SharedWork.first(x.rows(), part + 1, parts);
    for (int row = SharedWork.first(x.rows(), part, parts); row < end; row++) {
      ChannelLoops.gradient(
          x.array(),
          x.rowOffset(row),
          dy.array(),
          dy.rowOffset(row),
          x.columns(),
          mean,
          factor,
          first,
          second,
          period,
          y.array(),
          y.rowOffset(row));
    }
  }

  @Override
  public void layerNormalise(
      Matrix x, Matrix scale, Matrix shift, float epsilon, Matrix statistics, Matrix y) {
    this.x = x;
    this.scale = scale;
    this.shift = shift;
    this.epsilon = epsilon;
    this.statistics = statistics;
    this.y = y;
    share(layerPart, x);
  }

  private void layerPart(int part, int parts) {
    TokenBlock block = blocks[part];
    block.features = scale.columns();
    block.x = x.array();
    block.y = y.array();
    setParameters(block);
    int tokens = x.columns() / block.features;
    int most = TokenBlock.most(block.features);
    int end = SharedWork.first(x.rows(), part + 1, parts);
    for (int row = SharedWork.first(x.rows(), part, parts); row < end; row++) {
      for (int token = 0; token < tokens; token += most) {
        block.tokens = Math.min(most, tokens - token);
        block.xAt = x.rowOffset(row) + token * block.features;
        block.yAt = y.rowOffset(row) + token * block.features;
        block.normalise(epsilon);
        int to = row * tokens + token;
        float[] array = statistics.array();
        System.arraycopy(block.means, 0, array, statistics.rowOffset(0) + to, block.tokens);
        System.arraycopy(block.inverses, 0, array, statistics.rowOffset(1) + to, block.tokens);
      }
    }
    block.release();
  }

  private void setParameters(TokenBlock block) {
    block.scale = scale.array();
    block.scaleAt = scale.offset();
    block.shift = shift.array();
    block.shiftAt = shift.offset();
  }

  @Override
  public void layerNormaliseGradient(
      Matrix x,
      Matrix scale,
      Matrix statistics,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    int features = scale.columns();
    chains.byBlock(ChannelChains.Kind.TOKENS, features, x, dy, statistics);
    System.arraycopy(chains.sums, 0, dshift.array(), dshift.offset(), features);
    System.arraycopy(chains.products, 0, dscale.array(), dscale.offset(), features);
    this.x = x;
    this.scale = scale;
    this.statistics = statistics;
    this.dy = dy;
    y = dx;
    share(layerGradientPart, x);
  }

  private void layerGradientPart(int part, int parts) {
    TokenBlock block = blocks[part];
    block.features = scale.columns();
    block.x = x.array();
    block.dy = dy.array();
    block.y = y.array();
    setParameters(block);
    int tokens = x.columns() / block.features;
    int most = TokenBlock.most(block.features);
    int end = SharedWork.first(x.rows(), part + 1, parts);
    for (int row = SharedWork.first(x.rows(), part, parts); row < end; row++) {
      for (int token = 0; token < tokens; token += most) {
        block.tokens = Math.min(most, tokens - token);
        block.xAt = x.rowOffset(row) + token * block.features;
        block.dyAt = dy.rowOffset(row) + token * block.features;
        block.yAt = y.rowOffset(row) + token * block.features;
        int from = row * tokens + token;
        float[] array = statistics.array();
        System.arraycopy(array, statistics.rowOffset(0) + from, block.means, 0, block.tokens);
        System.arraycopy(array, statistics.rowOffset(1) + from, block.inverses, 0, block.tokens);
        block.gradient();
      }
    }
    block.release();
  }
}
