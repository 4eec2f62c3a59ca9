package finegrain.kernels;

import finegrain.kernels.KernelTally.ProductOperation;

/**
 * Convolutions through the Vector API, equal to {@link ScalarConvolution} bit for bit. Images are
 * shared out among the threads of a team, or the rows of images where there are too few.
 */
final class VectorConvolution implements ConvolutionKernels {
  private final SharedWork shared;
  private final VectorPooling pooling;
  private final Correlation work = new Correlation();
  private final CorrelationWorkspace[] workspaces;
  private final WeightGradient[] gradients;
  private final ThreadTeam.Task correlate = this::correlatePart;
  private final ThreadTeam.Task differentiate = this::differentiatePart;

  // The gradient of weights in work.
  private Convolution shape = new Convolution(new Image(1, 1, 1), 1, 1, 1, 0);
  private Matrix x = Matrix.allocate(0, 0);
  private Matrix dy = x;
  private int blocks;

  /** The sums of each block of samples. */
  private float[] results = new float[0];

  private final KernelTally tally = new KernelTally(TileFamily.methods());
  private final KernelTally[] tallies;

  /** Convolutions by the threads of a team, and this pooling. */
  VectorConvolution(SharedWork shared, VectorPooling pooling) {
    this.shared = shared;
    this.pooling = pooling;
    int threads = shared.threads();
    workspaces = new CorrelationWorkspace[threads];
    gradients = new WeightGradient[threads];
    tallies = new KernelTally[2 * threads];
    for (int i = 0; i < threads; i++) {
      workspaces[i] = new CorrelationWorkspace();
      gradients[i] = new WeightGradient();
      tallies[2 * i] = workspaces[i].tally;
      tallies[2 * i + 1] = gradients[i].tally;
    }
  }

  /** The operations counted so far, by all threads. */
  KernelTally tally() {
    tally.setSum(tallies);
    return tally;
  }

  @Override
  public void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    work.forward(shape, x, w, bias, activation, y);
    work.operation = ProductOperation.CONVOLUTION;
    correlate((double) shape.flops() * x.rows());
    work.clear();
  }

  @Override
  public void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    int stride = shape.stride();
    work.operation = ProductOperation.CONVOLUTION_INPUT_GRADIENT;
    if (stride > shape.kernel()) {
      dx.fill(0); // The kernel leaves out some pixels.
    }
    for (int row = 0; row < Math.min(stride, shape.input().height()); row++) {
      for (int column = 0; column < Math.min(stride, shape.input().width()); column++) {
        if (work.inputGradient(shape, dy, w, dx, row, column)) {
          correlate((double) shape.flops() * dy.rows() / (stride * stride));
        }
      }
    }
    work.clear();
  }

  private void correlate(double operations) {
    int units = Math.max(work.source.rows(), work.gridHeight);
    shared.run(correlate, units, operations);
  }

  private void correlatePart(int part, int parts) {
    int images = work.source.rows();
    if (images >= parts) {
      int from = SharedWork.first(images, part, parts);
      int to = SharedWork.first(images, part + 1, parts);
      workspaces[part].compute(work, from, to, 0, work.gridHeight);
    } else {
      int from = SharedWork.first(work.gridHeight, part, parts);
      int to = SharedWork.first(work.gridHeight, part + 1, parts);
      workspaces[part].compute(work, 0, images, from, to);
    }
  }

  @Override
  public void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    this.shape = shape;
    this.x = x;
    this.dy = dy;
    blocks = Math.ceilDiv(x.rows(), Convolution.block(shape.outputPositions()));
    if (blocks == 0) {
      dw.fill(0);
      return;
    }
    int size = shape.inner() * shape.filters();
    results = VectorKernels.grown(results, Math.multiplyExact(blocks, size));
    shared.run(differentiate, shared.threads(), (double) shape.flops() * x.rows());
    for (int block = 1; block < blocks; block++) {
      ElementLoops.add(results, 0, results, block * size, results, 0, size);
    }
    for (int k = 0; k < dw.rows(); k++) {
      System.arraycopy(results, k * shape.filters(), dw.array(), dw.rowOffset(k), shape.filters());
    }
    this.x = work.source;
    this.dy = work.source;
  }

  /** Blocks of samples are divided if that is even; else filters are. */
  private void differentiatePart(int part, int parts) {
    int filters = shape.filters();
    if (blocks % parts == 0 || blocks >= 4 * parts) {
      int from = SharedWork.first(blocks, part, parts);
      int to = SharedWork.first(blocks, part + 1, parts);
      gradients[part].compute(shape, x, dy, from, to, 0, filters, results);
    } else {
      int unit = Math.max(Simd.LANES, Blocking.ROWS);
      int units = Math.ceilDiv(filters, unit);
      int from = SharedWork.first(units, part, parts) * unit;
      int to = Math.min(filters, SharedWork.first(units, part + 1, parts) * unit);
      if (from < to) {
        gradients[part].compute(shape, x, dy, 0, blocks, from, to, results);
      }
    }
  }

  @Override
  public void averagePool(Matrix x, Matrix y) {
    pooling.averagePool(x, y);
  }

  @Override
  public void averagePoolGradient(Matrix dy, Matrix dx) {
    pooling.averagePoolGradient(dy, dx);
  }

  @Override
  public void maxPool(Image shape, Matrix x, Matrix y) {
    pooling.maxPool(shape, x, y);
  }

  @Override
  public void maxPoolGradient(Image shape, Matrix x, Matrix dy, Matrix dx) {
    pooling.maxPoolGradient(shape, x, dy, dx);
  }
}
