package finegrain.kernels;

import java.util.Arrays;

/**
 * Attention through the Vector API, equal to {@link ScalarAttention} bit for bit. Threads share the
 * heads of all samples.
 */
final class VectorAttention implements AttentionKernels {
  private static final Matrix NONE = Matrix.allocate(0, 0);
  private static final Attention NO_SHAPE = new Attention(1, 1, 1);

  private final SharedWork work;
  private final AttentionHead[] heads;
  private final ThreadTeam.Task forwardPart = this::forwardPart;
  private final ThreadTeam.Task backwardPart = this::backwardPart;

  // The operands of a call, for its threads.
  private Attention shape = NO_SHAPE;
  private Matrix qkv = NONE;
  private Matrix weights = NONE;
  private Matrix output = NONE;
  private Matrix gradient = NONE;

  /** Attention by threads with these workspaces. */
  VectorAttention(SharedWork work, ThreadedProducts products) {
    this.work = work;
    heads = new AttentionHead[work.threads()];
    Arrays.setAll(heads, thread -> new AttentionHead(products.workspace(thread)));
  }

  @Override
  public void attention(Attention shape, Matrix qkv, Matrix weights, Matrix y) {
    share(forwardPart, shape, qkv, weights, y, NONE);
  }

  @Override
  public void attentionGradient(
      Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv) {
    share(backwardPart, shape, qkv, weights, dy, dqkv);
  }

  private void share(
      ThreadTeam.Task task,
      Attention shape,
      Matrix qkv,
      Matrix weights,
      Matrix output,
      Matrix gradient) {
    this.shape = shape;
    this.qkv = qkv;
    this.weights = weights;
    this.output = output;
    this.gradient = gradient;
    double operations = (double) shape.flops() * qkv.rows();
    work.run(task, qkv.rows() * shape.heads(), operations);
    this.qkv = NONE;
    this.weights = NONE;
    this.output = NONE;
    this.gradient = NONE;
  }

  private void forwardPart(int part, int parts) {
    AttentionHead head = heads[part];
    int count = shape.heads();
    int end = SharedWork.first(qkv.rows() * count, part + 1, parts);
    for (int i = SharedWork.first(qkv.rows() * count, part, parts); i < end; i++) {
      head.forward(shape, qkv, weights, output, i / count, i % count);
    }
    head.release();
  }

  private void backwardPart(int part, int parts) {
    AttentionHead head = heads[part];
    int count = shape.heads();
    int end = SharedWork.first(qkv.rows() * count, part + 1, parts);
    for (int i = SharedWork.first(qkv.rows() * count, part, parts); i < end; i++) {
      head.backward(shape, qkv, weights, output, gradient, i / count, i % count);
    }
    head.release();
  }
}
