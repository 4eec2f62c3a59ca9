package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Convolution;
import finegrain.kernels.ConvolutionKernels;
import finegrain.kernels.Image;
import finegrain.kernels.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * Convolutions by oneDNN, on copies in native memory. The images keep the layout of our matrices;
 * that of the weights is oneDNN's choice. Pooling is the project's own.
 *
 * <p>oneDNN leaves out the zeros of the border. What is multiplied by them must be finite here,
 * else the project's own loops give NaN where the product of an infinity and a zero does.
 */
final class Convolutions implements ConvolutionKernels, AutoCloseable {
  private final Workspace workspace;
  private final Functions functions;
  private final ConvolutionKernels own;
  private final NativeBuffer left = new NativeBuffer();
  private final NativeBuffer right = new NativeBuffer();
  private final NativeBuffer bias = new NativeBuffer();
  private final NativeBuffer output = new NativeBuffer();

  /** Convolutions by oneDNN, and what it lacks by others. */
  Convolutions(Workspace workspace, Functions functions, ConvolutionKernels own) {
    this.workspace = workspace;
    this.functions = functions;
    this.own = own;
  }

  @Override
  public void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix added, Activation activation, Matrix y) {
    if (x.rows() == 0 || !PlainLoops.areFinite(w)) {
      own.convolution(shape, x, w, added, activation, y);
      return;
    }
    workspace.enter();
    MemorySegment out = output.floats((long) y.rows() * y.columns());
    workspace.execute(
        new LayerKey.Convolved(LayerKey.Pass.FORWARD, shape, x.rows(), false),
        left.holding(x),
        right.holding(w),
        bias.holding(added),
        out);
    NativeBuffer.copy(out, y);
    switch (activation) {
      case IDENTITY -> {}
      // Without the primitive's own ReLU, which turns NaN into 0.
      case RELU -> PlainLoops.relu(y, y);
      case TANH -> functions.elements(Algorithm.TANH, y, y);
    }
  }

  @Override
  public void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    if (dy.rows() == 0 || !PlainLoops.areFinite(w)) {
      own.convolutionInputGradient(shape, dy, w, dx);
      return;
    }
    gradient(LayerKey.Pass.INPUT_GRADIENT, shape, dy, w, dx);
  }

  @Override
  public void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    if (x.rows() == 0 || !PlainLoops.areFinite(dy)) {
      own.convolutionWeightGradient(shape, x, dy, dw);
      return;
    }
    gradient(LayerKey.Pass.WEIGHT_GRADIENT, shape, x, dy, dw);
  }

  private void gradient(
      LayerKey.Pass pass, Convolution shape, Matrix first, Matrix second, Matrix result) {
    workspace.enter();
    MemorySegment out = output.floats((long) result.rows() * result.columns());
    workspace.execute(
        new LayerKey.Convolved(pass, shape, first.rows(), false),
        left.holding(first),
        right.holding(second),
        out);
    NativeBuffer.copy(out, result);
  }

  @Override
  public void averagePool(Matrix x, Matrix y) {
    own.averagePool(x, y);
  }

  @Override
  public void averagePoolGradient(Matrix dy, Matrix dx) {
    own.averagePoolGradient(dy, dx);
  }

  @Override
  public void maxPool(Image shape, Matrix x, Matrix y) {
    own.maxPool(shape, x, y);
  }

  @Override
  public void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    own.maxPoolGradient(shape, x, dy, dx);
  }

  @Override
  public void close() {
    left.close();
    right.close();
    bias.close();
    output.close();
  }
}
