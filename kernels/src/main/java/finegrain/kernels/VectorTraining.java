package finegrain.kernels;

import finegrain.kernels.KernelTally.ProductOperation;

/**
 * Gradients over positions, smoothed labels, and steps of optimisers through the Vector API, equal
 * to {@link ScalarTraining} bit for bit.
 */
final class VectorTraining implements TrainingKernels {
  private static final Matrix NONE = Matrix.allocate(0, 0);
  private static final Sgd NO_RULE = new Sgd(0, false, 0);

  private final SharedWork work;
  private final ThreadedProducts products;
  private final ChannelChains chains;
  private final Softmax softmax = new Softmax();
  private final ElementTask sgd;
  private final ElementTask adamw;
  private final ThreadTeam.Task squaresPart = this::squaresPart;
  private final float[][] partials;

  /** The sum of a block that is not the first. */
  private float[] blockSum = new float[0];

  // The numbers and operands of a call, for its threads.
  private Sgd sgdRule = NO_RULE;
  private float rate;
  private float kept;
  private float correction;
  private double beta1;
  private double beta2;
  private float epsilon;
  private Matrix x = NONE;
  private Matrix sums = NONE;

  /** Operations whose elements, rows or products threads share. */
  VectorTraining(SharedWork work, ThreadedProducts products, ChannelChains chains) {
    this.work = work;
    this.products = products;
    this.chains = chains;
    partials = new float[work.threads()][ScalarKernels.PARTIALS];
    sgd =
        new ElementTask(
            work,
            (thread, w, wAt, v, vAt, g, gAt, same, sameAt, n) ->
                ElementLoops.sgdStep(w, wAt, v, vAt, g, gAt, sgdRule, rate, n));
    adamw = new ElementTask(work, this::adamwBlocks);
  }

  @Override
  public void channelSums(Matrix x, Matrix sums) {
    int channels = sums.columns();
    chains.byBlock(ChannelChains.Kind.SUMS, channels, x, x, x);
    System.arraycopy(chains.sums, 0, sums.array(), sums.offset(), channels);
  }

  @Override
  public void denseWeightGradient(Matrix x, Matrix dy, Matrix dw) {
    if (x.rows() == 0) {
      dw.fill(0);
      return;
    }
    int positions = x.columns() / dw.rows();
    int block = Convolution.block(positions);
    multiply(x, dy, 0, Math.min(block, x.rows()), dw.array(), dw.offset(), dw.stride(), dw);
    int columns = dw.columns();
    for (int sample = block; sample < x.rows(); sample += block) {
      blockSum = VectorKernels.grown(blockSum, dw.rows() * columns + Simd.LANES);
      int count = Math.min(block, x.rows() - sample);
      multiply(x, dy, sample, count, blockSum, 0, columns, dw);
      for (int row = 0; row < dw.rows(); row++) {
        int at = dw.rowOffset(row);
        ElementLoops.add(dw.array(), at, blockSum, row * columns, dw.array(), at, columns);
      }
    }
  }

  /**
   * The product of some samples, one chain for each element. Samples with gaps between them are
   * products of their own, each of which goes on with the sums of the one before.
   */
  private void multiply(
      Matrix x, Matrix dy, int sample, int count, float[] to, int at, int stride, Matrix dw) {
    int positions = x.columns() / dw.rows();
    boolean flat = x.stride() == x.columns() && dy.stride() == dy.columns();
    boolean single = flat || positions == 1 || count == 1;
    int samples = single ? count : 1;
    int xStep = positions == 1 ? x.stride() : dw.rows();
    int dyStep = positions == 1 ? dy.stride() : dw.columns();
    for (int done = 0; done < count; done += samples) {
      int inner = samples * positions;
      Product product = products.product();
      product.begin(ProductOperation.DENSE_WEIGHT_GRADIENT, Transposed.LEFT);
      product.start = done == 0 ? Product.Start.ZERO : Product.Start.OUTPUT;
      product.left.set(x.array(), x.rowOffset(sample + done), inner, dw.rows(), xStep);
      product.right.set(dy.array(), dy.rowOffset(sample + done), inner, dw.columns(), dyStep);
      product.output.set(to, at, dw.rows(), dw.columns(), stride);
      products.multiply();
    }
  }

  @Override
  public void smoothedCrossEntropyGradient(
      Matrix logits, int[] labels, float smoothing, float scale, Matrix losses, Matrix gradient) {
    softmax.smoothedCrossEntropyGradient(logits, labels, smoothing, scale, losses, gradient);
  }

  @Override
  public void rowSquares(Matrix x, Matrix sums) {
    this.x = x;
    this.sums = sums;
    work.runElements(squaresPart, x.rows(), (double) x.rows() * x.columns());
    this.x = NONE;
    this.sums = NONE;
  }

  private void squaresPart(int part, int parts) {
    int end = SharedWork.first(x.rows(), part + 1, parts);
    for (int row = SharedWork.first(x.rows(), part, parts); row < end; row++) {
      sums.array()[sums.offset() + row] =
          ElementLoops.squares(x.array(), x.rowOffset(row), x.columns(), partials[part]);
    }
  }

  @Override
  public void sgdStep(
      Matrix weights, Matrix velocity, Matrix gradient, Sgd rule, float learningRate) {
    sgdRule = rule;
    rate = learningRate;
    sgd.run(weights, velocity, gradient, gradient);
  }

  @Override
  public void adamwStep(
      Matrix weights,
      Matrix mean,
      Matrix square,
      Matrix gradient,
      AdamW rule,
      float learningRate,
      double power1,
      double power2) {
    beta1 = rule.beta1();
    beta2 = rule.beta2();
    epsilon = rule.epsilon();
    kept = (float) (1 - (double) learningRate * rule.weightDecay());
    rate = (float) (learningRate / (1 - power1));
    correction = (float) Math.sqrt(1 - power2);
    adamw.run(weights, mean, square, gradient);
  }

  /** Some elements at a time, so that the means are in the first-level cache for the weights. */
  private void adamwBlocks(
      int thread,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] q,
      int qAt,
      float[] g,
      int gAt,
      int n) {
    for (int i = 0; i < n; i += Blocking.VISIT) {
      int count = Math.min(Blocking.VISIT, n - i);
      ElementLoops.adamwMeans(m, mAt + i, q, qAt + i, g, gAt + i, beta1, beta2, count);
      ElementLoops.adamwWeights(
          w, wAt + i, m, mAt + i, q, qAt + i, -rate, kept, correction, epsilon, count);
    }
  }
}
