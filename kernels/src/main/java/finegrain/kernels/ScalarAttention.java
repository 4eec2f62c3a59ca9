package finegrain.kernels;

import static finegrain.kernels.ScalarKernels.PARTIALS;

import java.util.Arrays;

/** The oracle of attention. Slow. */
final class ScalarAttention implements AttentionKernels {
  private final float[] partial = new float[PARTIALS];

  private static void multiply(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    c.fill(0);
    ScalarKernels.multiplyAdd(transposed, a, b, c);
  }

  /** Query, key or value (0, 1, 2) of a head: tokens x size. */
  private static Matrix part(Attention shape, Matrix qkv, int sample, int part, int head) {
    int offset = qkv.rowOffset(sample) + part * shape.dimension() + head * shape.size();
    return Matrix.of(qkv.array(), offset, shape.tokens(), shape.size(), 3 * shape.dimension());
  }

  private static Matrix output(Attention shape, Matrix y, int sample, int head) {
    int offset = y.rowOffset(sample) + head * shape.size();
    return Matrix.of(y.array(), offset, shape.tokens(), shape.size(), shape.dimension());
  }

  private static Matrix weights(Attention shape, Matrix weights, int sample, int head) {
    int tokens = shape.tokens();
    int offset = weights.rowOffset(sample) + head * tokens * tokens;
    return Matrix.of(weights.array(), offset, tokens, tokens, tokens);
  }

  @Override
  public void attention(Attention shape, Matrix qkv, Matrix weights, Matrix y) {
    for (int n = 0; n < y.rows(); n++) {
      for (int head = 0; head < shape.heads(); head++) {
        Matrix q = part(shape, qkv, n, 0, head);
        Matrix k = part(shape, qkv, n, 1, head);
        Matrix v = part(shape, qkv, n, 2, head);
        Matrix w = weights(shape, weights, n, head);
        multiply(Transposed.RIGHT, q, k, w);
        for (int i = 0; i < w.rows(); i++) {
          for (int j = 0; j < w.columns(); j++) {
            w.set(i, j, w.get(i, j) * shape.scale());
          }
        }
        ScalarKernels.softmax(w, w, partial);
        multiply(Transposed.NONE, w, v, output(shape, y, n, head));
      }
    }
  }

  @Override
  public void attentionGradient(
      Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv) {
    Matrix ds = Matrix.allocate(shape.tokens(), shape.tokens());
    for (int n = 0; n < dy.rows(); n++) {
      for (int head = 0; head < shape.heads(); head++) {
        Matrix w = weights(shape, weights, n, head);
        Matrix out = output(shape, dy, n, head);
        multiply(Transposed.LEFT, w, out, part(shape, dqkv, n, 2, head));
        multiply(Transposed.RIGHT, out, part(shape, qkv, n, 2, head), ds);
        for (int i = 0; i < shape.tokens(); i++) {
          Arrays.fill(partial, 0);
          for (int j = 0; j < shape.tokens(); j++) {
            partial[j % PARTIALS] = Fma.fma(w.get(i, j), ds.get(i, j), partial[j % PARTIALS]);
          }
          float t = ScalarKernels.fold(partial);
          for (int j = 0; j < shape.tokens(); j++) {
            ds.set(i, j, w.get(i, j) * (ds.get(i, j) - t) * shape.scale());
          }
        }
        Matrix dq = part(shape, dqkv, n, 0, head);
        Matrix dk = part(shape, dqkv, n, 1, head);
        multiply(Transposed.NONE, ds, part(shape, qkv, n, 1, head), dq);
        multiply(Transposed.LEFT, ds, part(shape, qkv, n, 0, head), dk);
      }
    }
  }
}
