package finegrain.kernels;

import java.util.Arrays;

/**
 * The pooling operations of {@link ConvolutionKernels} through the Vector API, equal to {@link
 * ScalarConvolution} bit for bit. Threads share the samples.
 */
final class VectorPooling {
  private static final Matrix NONE = Matrix.allocate(0, 0);
  private static final float[] NOTHING = new float[0];
  private static final Image NO_SHAPE = new Image(2, 2, 1);

  private final SharedWork work;
  private final ChannelChains chains;
  private final ThreadTeam.Task averageGradientPart = this::averageGradientPart;
  private final ThreadTeam.Task maxPart = this::maxPart;
  private final ThreadTeam.Task maxGradientPart = this::maxGradientPart;

  // The operands of a call, for its threads.
  private Image shape = NO_SHAPE;
  private Matrix x = NONE;
  private Matrix y = NONE;
  private Matrix dx = NONE;

  /** Operations whose samples threads share. */
  VectorPooling(SharedWork work, ChannelChains chains) {
    this.work = work;
    this.chains = chains;
  }

  /** {@link ConvolutionKernels#averagePool}. */
  void averagePool(Matrix x, Matrix y) {
    int channels = y.columns();
    int positions = x.columns() / channels;
    float share = 1f / positions;
    chains.bySample(ChannelChains.Kind.SUMS, channels, x, x, NOTHING);
    for (int row = 0; row < x.rows(); row++) {
      ElementLoops.scale(
          share, chains.sums, row * chains.width, y.array(), y.rowOffset(row), channels);
    }
  }

  /** {@link ConvolutionKernels#averagePoolGradient}. */
  void averagePoolGradient(Matrix dy, Matrix dx) {
    y = dy;
    this.dx = dx;
    share(averageGradientPart, dx);
  }

  /** Each position is a copy of the first: of one, then of two, of four and so on. */
  private void averageGradientPart(int part, int parts) {
    int channels = y.columns();
    int n = dx.columns();
    int positions = n / channels;
    float share = 1f / positions;
    int end = SharedWork.first(dx.rows(), part + 1, parts);
    for (int row = SharedWork.first(dx.rows(), part, parts); row < end; row++) {
      int at = dx.rowOffset(row);
      ElementLoops.scale(share, y.array(), y.rowOffset(row), dx.array(), at, channels);
      for (int done = channels; done < n; done *= 2) {
        System.arraycopy(dx.array(), at, dx.array(), at + done, Math.min(done, n - done));
      }
    }
  }

  /** {@link ConvolutionKernels#maxPool}. */
  void maxPool(Image shape, Matrix x, Matrix y) {
    this.shape = shape;
    this.x = x;
    this.y = y;
    share(maxPart, x);
  }

  private void maxPart(int part, int parts) {
    int channels = shape.channels();
    int line = shape.width() * channels;
    int pixels = shape.width() / 2;
    int end = SharedWork.first(x.rows(), part + 1, parts);
    for (int row = SharedWork.first(x.rows(), part, parts); row < end; row++) {
      for (int i = 0; i < shape.height() / 2; i++) {
        int at = x.rowOffset(row) + 2 * i * line;
        int yAt = y.rowOffset(row) + i * pixels * channels;
        PoolLoops.largest(x.array(), at, at + line, channels, y.array(), yAt, pixels);
      }
    }
  }

  /** {@link ConvolutionKernels#maxPoolGradient}. */
  void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    this.shape = shape;
    this.x = x;
    y = dy;
    this.dx = dx;
    share(maxGradientPart, x);
  }

  private void maxGradientPart(int part, int parts) {
    int channels = shape.channels();
    int line = shape.width() * channels;
    int pixels = shape.width() / 2;
    int used = 2 * pixels * channels;
    int end = SharedWork.first(x.rows(), part + 1, parts);
    for (int row = SharedWork.first(x.rows(), part, parts); row < end; row++) {
      int at = x.rowOffset(row);
      int to = dx.rowOffset(row);
      int yAt = y.rowOffset(row);
      float[] array = dx.array();
      for (int i = 0; i < shape.height() / 2; i++) {
        PoolLoops.gradient(
            x.array(), at, at + line, channels, y.array(), yAt, pixels, array, to, to + line);
        Arrays.fill(array, to + used, to + line, 0);
        Arrays.fill(array, to + line + used, to + 2 * line, 0);
        at += 2 * line;
        to += 2 * line;
        yAt += pixels * channels;
      }
      Arrays.fill(array, to, dx.rowOffset(row) + dx.columns(), 0);
    }
  }

  /** Shares the samples out, and drops the references to the caller's arrays. */
  private void share(ThreadTeam.Task task, Matrix samples) {
    work.runElements(task, samples.rows(), (double) samples.rows() * samples.columns());
    x = NONE;
    y = NONE;
    dx = NONE;
  }
}
