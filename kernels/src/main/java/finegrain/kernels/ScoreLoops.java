package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The loops of {@link AttentionHead} over the scores of its tokens. They allocate nothing. */
final class ScoreLoops {
  private static final int PARTIALS = ScalarKernels.PARTIALS;

  private ScoreLoops() {}

  /** The partial sums of w p for each row. */
  static void sums(AttentionHead h) {
    float[] w = h.weights;
    float[] p = h.scores;
    float[] partial = h.partial;
    int n = h.tokens;
    int at = h.weightsAt;
    int pAt = 0;
    for (int row = 0; row < n; row++) {
      for (int first = 0; first < PARTIALS; first += LANES) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = first;
        for (; i <= n - LANES; i += PARTIALS) {
          sum =
              FloatVector.fromArray(FLOATS, w, at + i)
                  .fma(FloatVector.fromArray(FLOATS, p, pAt + i), sum);
        }
        if (i < n) {
          VectorMask<Float> tail = FLOATS.indexInRange(i, n);
          sum =
              FloatVector.fromArray(FLOATS, w, at + i, tail)
                  .fma(FloatVector.fromArray(FLOATS, p, pAt + i, tail), sum);
        }
        sum.intoArray(partial, row * PARTIALS + first);
      }
      at += n;
      pAt += n;
    }
  }

  /** p = (w (p - t)) scale. */
  static void gradient(AttentionHead h) {
    float[] w = h.weights;
    float[] p = h.scores;
    float[] sums = h.sums;
    FloatVector scale = FloatVector.broadcast(FLOATS, h.scale);
    int n = h.tokens;
    int at = h.weightsAt;
    int pAt = 0;
    for (int row = 0; row < n; row++) {
      FloatVector t = FloatVector.broadcast(FLOATS, sums[row]);
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        FloatVector difference = FloatVector.fromArray(FLOATS, p, pAt + i).sub(t);
        FloatVector.fromArray(FLOATS, w, at + i).mul(difference).mul(scale).intoArray(p, pAt + i);
      }
      if (i < n) {
        VectorMask<Float> tail = FLOATS.indexInRange(i, n);
        FloatVector difference = FloatVector.fromArray(FLOATS, p, pAt + i, tail).sub(t);
        FloatVector.fromArray(FLOATS, w, at + i, tail)
            .mul(difference)
            .mul(scale)
            .intoArray(p, pAt + i, tail);
      }
      at += n;
      pAt += n;
    }
  }
}
