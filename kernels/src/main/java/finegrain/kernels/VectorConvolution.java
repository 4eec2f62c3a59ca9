package finegrain.kernels;

/**
 * Convolutions through the Vector API, equal to {@link ScalarConvolution} bit for bit. Images are
 * shared out among the threads of a team, or the rows of images where there are too few.
 */
final class VectorConvolution {
  private final ThreadTeam team;
  private final double threadOperations;
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

  /**
   * Convolutions by the threads of a team.
   *
   * @param threadOperations floating-point operations that are worth one thread
   */
  VectorConvolution(ThreadTeam team, double threadOperations) {
    this.team = team;
    this.threadOperations = threadOperations;
    workspaces = new CorrelationWorkspace[team.size()];
    gradients = new WeightGradient[team.size()];
    for (int i = 0; i < workspaces.length; i++) {
      workspaces[i] = new CorrelationWorkspace();
      gradients[i] = new WeightGradient();
    }
  }

  void convolution(
      Convolution shape, Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    work.forward(shape, x, w, bias, activation, y);
    run(correlate, (double) shape.flops() * x.rows());
    work.clear();
  }

  void convolutionInputGradient(Convolution shape, Matrix dy, Matrix w, Matrix dx) {
    int stride = shape.stride();
    if (stride > shape.kernel() || uncovered(shape)) {
      dx.fill(0);
    }
    for (int row = 0; row < Math.min(stride, shape.input().height()); row++) {
      for (int column = 0; column < Math.min(stride, shape.input().width()); column++) {
        if (work.inputGradient(shape, dy, w, dx, row, column)) {
          run(correlate, (double) shape.flops() * dy.rows() / (stride * stride));
        }
      }
    }
    work.clear();
  }

  /** Whether pixels of the input may be met by no tap. */
  private static boolean uncovered(Convolution shape) {
    return shape.stride() > shape.kernel();
  }

  private void correlatePart(int part, int parts) {
    int images = work.source.rows();
    if (images >= parts) {
      int from = (int) ((long) images * part / parts);
      int to = (int) ((long) images * (part + 1) / parts);
      workspaces[part].compute(work, from, to, 0, work.gridHeight);
    } else {
      int from = (int) ((long) work.gridHeight * part / parts);
      int to = (int) ((long) work.gridHeight * (part + 1) / parts);
      workspaces[part].compute(work, 0, images, from, to);
    }
  }

  void convolutionWeightGradient(Convolution shape, Matrix x, Matrix dy, Matrix dw) {
    this.shape = shape;
    this.x = x;
    this.dy = dy;
    blocks = Math.ceilDiv(x.rows(), Convolution.block(shape.output().positions()));
    if (blocks == 0) {
      dw.fill(0);
      return;
    }
    int size = shape.inner() * shape.filters();
    results = VectorKernels.grown(results, Math.multiplyExact(blocks, size));
    run(differentiate, (double) shape.flops() * x.rows());
    for (int block = 1; block < blocks; block++) {
      VectorLoops.addTo(results, block * size, results, 0, size);
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
      int from = (int) ((long) blocks * part / parts);
      int to = (int) ((long) blocks * (part + 1) / parts);
      gradients[part].compute(shape, x, dy, from, to, 0, filters, results);
    } else {
      int unit = Math.max(Simd.LANES, Blocking.ROWS);
      int units = Math.ceilDiv(filters, unit);
      int from = (int) ((long) units * part / parts) * unit;
      int to = Math.min(filters, (int) ((long) units * (part + 1) / parts) * unit);
      if (from < to) {
        gradients[part].compute(shape, x, dy, 0, blocks, from, to, results);
      }
    }
  }

  private void run(ThreadTeam.Task task, double operations) {
    team.run(task, (int) Math.clamp(operations / threadOperations, 1, team.size()));
  }
}
