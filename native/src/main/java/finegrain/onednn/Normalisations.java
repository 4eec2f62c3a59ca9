package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.kernels.NormalisationKernels;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Batch and layer normalisation by oneDNN, on copies in native memory. oneDNN computes statistics
 * only together with a normalisation, so those of a batch are the project's own.
 */
final class Normalisations implements NormalisationKernels, AutoCloseable {
  /** The most matrices that a primitive takes. */
  private static final int MOST = 8;

  private final Workspace workspace;
  private final NormalisationKernels own;
  private final List<NativeBuffer> buffers;

  /** Normalisations by oneDNN, and what it lacks by others. */
  Normalisations(Workspace workspace, NormalisationKernels own) {
    this.workspace = workspace;
    this.own = own;
    NativeBuffer[] made = new NativeBuffer[MOST];
    Arrays.setAll(made, _ -> new NativeBuffer());
    buffers = List.of(made);
  }

  @Override
  public void batchStatistics(Matrix x, Matrix statistics) {
    own.batchStatistics(x, statistics);
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
    if (y.rows() == 0) {
      return;
    }
    int channels = scale.columns();
    workspace.enter();
    MemorySegment out = floats(5, y);
    workspace.execute(
        new LayerKey.Batch(false, x.rows(), x.columns() / channels, channels, epsilon, false),
        holding(0, x),
        holding(1, row(statistics, 0)),
        holding(2, row(statistics, 1)),
        holding(3, scale),
        holding(4, shift),
        out);
    NativeBuffer.copy(out, y);
    if (activation == Activation.RELU) {
      PlainLoops.relu(y, y);
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
    if (x.rows() == 0) {
      own.batchNormaliseGradient(x, statistics, scale, epsilon, dy, dscale, dshift, dx);
      return;
    }
    int channels = scale.columns();
    workspace.enter();
    MemorySegment scaleOut = floats(5, dscale);
    MemorySegment shiftOut = floats(6, dshift);
    MemorySegment out = floats(7, dx);
    workspace.execute(
        new LayerKey.Batch(true, x.rows(), x.columns() / channels, channels, epsilon, false),
        holding(0, x),
        holding(1, row(statistics, 0)),
        holding(2, row(statistics, 1)),
        holding(3, scale),
        holding(4, dy),
        scaleOut,
        shiftOut,
        out);
    NativeBuffer.copy(scaleOut, dscale);
    NativeBuffer.copy(shiftOut, dshift);
    NativeBuffer.copy(out, dx);
  }

  @Override
  public void layerNormalise(
      Matrix x, Matrix scale, Matrix shift, float epsilon, Matrix statistics, Matrix y) {
    if (statistics.columns() == 0) {
      return;
    }
    Matrix means = row(statistics, 0);
    Matrix roots = row(statistics, 1);
    workspace.enter();
    MemorySegment meansOut = floats(3, means);
    MemorySegment variancesOut = floats(4, roots);
    MemorySegment out = floats(5, y);
    workspace.execute(
        new LayerKey.Tokens(false, means.columns(), scale.columns(), epsilon),
        holding(0, x),
        holding(1, scale),
        holding(2, shift),
        meansOut,
        variancesOut,
        out);
    NativeBuffer.copy(meansOut, means);
    NativeBuffer.copy(variancesOut, roots);
    NativeBuffer.copy(out, y);
    for (int token = 0; token < roots.columns(); token++) {
      float variance = roots.get(0, token);
      roots.set(0, token, 1 / (float) Math.sqrt(variance + epsilon));
    }
  }

  /** oneDNN takes the variances, which follow from positive roots alone. */
  @Override
  public void layerNormaliseGradient(
      Matrix x,
      Matrix scale,
      Matrix statistics,
      Matrix dy,
      Matrix dscale,
      Matrix dshift,
      Matrix dx) {
    Matrix roots = row(statistics, 1);
    if (roots.columns() == 0 || !havePositiveSquares(roots)) {
      own.layerNormaliseGradient(x, scale, statistics, dy, dscale, dshift, dx);
      return;
    }
    Matrix variances = Matrix.allocate(1, roots.columns());
    for (int token = 0; token < roots.columns(); token++) {
      float root = roots.get(0, token);
      variances.set(0, token, (float) (1 / ((double) root * root)));
    }
    workspace.enter();
    MemorySegment scaleOut = floats(5, dscale);
    MemorySegment shiftOut = floats(6, dshift);
    MemorySegment out = floats(7, dx);
    workspace.execute(
        new LayerKey.Tokens(true, roots.columns(), scale.columns(), 0),
        holding(0, x),
        holding(1, scale),
        holding(2, row(statistics, 0)),
        holding(3, variances),
        holding(4, dy),
        scaleOut,
        shiftOut,
        out);
    NativeBuffer.copy(scaleOut, dscale);
    NativeBuffer.copy(shiftOut, dshift);
    NativeBuffer.copy(out, dx);
  }

  /** Whether each root is positive, and its square and the inverse of that are normal numbers. */
  private static boolean havePositiveSquares(Matrix roots) {
    for (int token = 0; token < roots.columns(); token++) {
      float root = roots.get(0, token);
      if (!(root > 1e-18f && root < 1e18f)) {
        return false;
      }
    }
    return true;
  }

  private MemorySegment holding(int buffer, Matrix x) {
    return buffers.get(buffer).holding(x);
  }

  private MemorySegment floats(int buffer, Matrix x) {
    return buffers.get(buffer).floats((long) x.rows() * x.columns());
  }

  private static Matrix row(Matrix x, int row) {
    return Matrix.of(x.array(), x.rowOffset(row), 1, x.columns(), x.columns());
  }

  @Override
  public void close() {
    buffers.forEach(NativeBuffer::close);
  }
}
