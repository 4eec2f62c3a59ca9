package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

import finegrain.kernels.KernelTally.ProductOperation;
import java.util.function.Consumer;

/**
 * One head of one sample of an attention at a time, for one thread. The products read and write the
 * parts of the caller's matrices in place.
 */
final class AttentionHead {
  private static final int PARTIALS = ScalarKernels.PARTIALS;
  private static final float[] NOTHING = new float[0];

  private final OutOfLineCall<Consumer<AttentionHead>> computeSums =
      new OutOfLineCall<>(ScoreLoops::sums, ScoreLoops::sums, ScoreLoops::sums);
  private final OutOfLineCall<Consumer<AttentionHead>> computeGradient =
      new OutOfLineCall<>(ScoreLoops::gradient, ScoreLoops::gradient, ScoreLoops::gradient);
  private final TiledMatmul matmul;
  private final Product product = new Product();
  private final Softmax softmax = new Softmax();
  private final PartialSums fold = new PartialSums();
  private final View rows = new View();

  // The head, for the loops.
  int tokens;
  float scale;
  float[] weights = NOTHING;
  int weightsAt;

  /** The gradients of the scores, row after row without gaps. */
  float[] scores = NOTHING;

  float[] partial = NOTHING;
  float[] sums = NOTHING;
  private int size;
  private int dimension;

  /** Heads whose products this workspace computes. */
  AttentionHead(TiledMatmul matmul) {
    this.matmul = matmul;
  }

  /** Selects the weights of a head: tokens x tokens without gaps. */
  private void select(Attention shape, Matrix weights, int sample, int head) {
    tokens = shape.tokens();
    size = shape.size();
    dimension = shape.dimension();
    scale = shape.scale();
    this.weights = weights.array();
    weightsAt = weights.rowOffset(sample) + head * tokens * tokens;
  }

  private void setWeights(View view) {
    view.set(weights, weightsAt, tokens, tokens, tokens);
  }

  private void setScores(View view) {
    view.set(scores, 0, tokens, tokens, tokens);
  }

  /** Query, key or value (0, 1, 2) of a head: tokens x size. */
  private void setPart(View view, Matrix qkv, int sample, int part, int head) {
    int at = qkv.rowOffset(sample) + part * dimension + head * size;
    view.set(qkv.array(), at, tokens, size, 3 * dimension);
  }

  private void setOutput(View view, Matrix y, int sample, int head) {
    view.set(y.array(), y.rowOffset(sample) + head * size, tokens, size, dimension);
  }

  private void multiply() {
    View output = product.output;
    matmul.multiply(product, 0, output.rows(), 0, output.columns());
  }

  /** {@link AttentionKernels#attention} of a head. */
  void forward(Attention shape, Matrix qkv, Matrix weights, Matrix y, int sample, int head) {
    select(shape, weights, sample, head);
    product.begin(ProductOperation.ATTENTION, Transposed.RIGHT);
    setPart(product.left, qkv, sample, 0, head);
    setPart(product.right, qkv, sample, 1, head);
    setWeights(product.output);
    multiply();
    ElementLoops.scale(scale, this.weights, weightsAt, this.weights, weightsAt, tokens * tokens);
    setWeights(rows);
    softmax.softmax(rows);
    product.begin(ProductOperation.ATTENTION, Transposed.NONE);
    setWeights(product.left);
    setPart(product.right, qkv, sample, 2, head);
    setOutput(product.output, y, sample, head);
    multiply();
  }

  /** {@link AttentionKernels#attentionGradient} of a head. */
  void backward(
      Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv, int sample, int head) {
    select(shape, weights, sample, head);
    scores = VectorKernels.grown(scores, tokens * tokens + LANES);
    partial = VectorKernels.grown(partial, tokens * PARTIALS);
    sums = VectorKernels.grown(sums, tokens + LANES);
    product.begin(ProductOperation.ATTENTION_GRADIENT, Transposed.LEFT);
    setWeights(product.left);
    setOutput(product.right, dy, sample, head);
    setPart(product.output, dqkv, sample, 2, head);
    multiply();
    product.begin(ProductOperation.ATTENTION_GRADIENT, Transposed.RIGHT);
    setOutput(product.left, dy, sample, head);
    setPart(product.right, qkv, sample, 2, head);
    setScores(product.output);
    multiply();
    computeSums.next().accept(this);
    fold.fold(partial, tokens, sums);
    computeGradient.next().accept(this);
    product.begin(ProductOperation.ATTENTION_GRADIENT, Transposed.NONE);
    setScores(product.left);
    setPart(product.right, qkv, sample, 1, head);
    setPart(product.output, dqkv, sample, 0, head);
    multiply();
    product.begin(ProductOperation.ATTENTION_GRADIENT, Transposed.LEFT);
    setScores(product.left);
    setPart(product.right, qkv, sample, 0, head);
    setPart(product.output, dqkv, sample, 1, head);
    multiply();
  }

  /** Drops the references to the caller's arrays. */
  void release() {
    weights = NOTHING;
    rows.clear();
    product.clear();
  }
}
