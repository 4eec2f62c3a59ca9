package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The loops of {@link TokenBlock}. They read and write its fields, and allocate nothing. In the
 * last vector of a token a blend keeps the partial sums of the lanes beyond it, because infinite
 * statistics would make them NaN.
 */
final class TokenLoops {
  private static final int PARTIALS = ScalarKernels.PARTIALS;

  private TokenLoops() {}

  /** The partial sums of x. */
  static void sums(TokenBlock b) {
    float[] x = b.x;
    float[] partial = b.partial;
    int n = b.features;
    int at = b.xAt;
    for (int t = 0; t < b.tokens; t++) {
      for (int first = 0; first < PARTIALS; first += LANES) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = first;
        for (; i <= n - LANES; i += PARTIALS) {
          sum = sum.add(FloatVector.fromArray(FLOATS, x, at + i));
        }
        if (i < n) {
          sum = sum.add(FloatVector.fromArray(FLOATS, x, at + i, FLOATS.indexInRange(i, n)));
        }
        sum.intoArray(partial, t * PARTIALS + first);
      }
      at += n;
    }
  }

  /** The partial sums of d d with d = x - mean. */
  static void squares(TokenBlock b) {
    float[] x = b.x;
    float[] partial = b.partial;
    float[] means = b.means;
    int n = b.features;
    int at = b.xAt;
    for (int t = 0; t < b.tokens; t++) {
      FloatVector mean = FloatVector.broadcast(FLOATS, means[t]);
      for (int first = 0; first < PARTIALS; first += LANES) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = first;
        for (; i <= n - LANES; i += PARTIALS) {
          FloatVector d = FloatVector.fromArray(FLOATS, x, at + i).sub(mean);
          sum = d.fma(d, sum);
        }
        if (i < n) {
          VectorMask<Float> tail = FLOATS.indexInRange(i, n);
          FloatVector d = FloatVector.fromArray(FLOATS, x, at + i, tail).sub(mean);
          sum = sum.blend(d.fma(d, sum), tail);
        }
        sum.intoArray(partial, t * PARTIALS + first);
      }
      at += n;
    }
  }

  /** y = fma((x - mean) r, scale, shift). */
  static void normalise(TokenBlock b) {
    float[] x = b.x;
    float[] y = b.y;
    float[] scale = b.scale;
    float[] shift = b.shift;
    int scaleAt = b.scaleAt;
    int shiftAt = b.shiftAt;
    int n = b.features;
    int at = b.xAt;
    int yAt = b.yAt;
    for (int t = 0; t < b.tokens; t++) {
      FloatVector mean = FloatVector.broadcast(FLOATS, b.means[t]);
      FloatVector r = FloatVector.broadcast(FLOATS, b.inverses[t]);
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        FloatVector h = FloatVector.fromArray(FLOATS, x, at + i).sub(mean).mul(r);
        h.fma(
                FloatVector.fromArray(FLOATS, scale, scaleAt + i),
                FloatVector.fromArray(FLOATS, shift, shiftAt + i))
            .intoArray(y, yAt + i);
      }
      if (i < n) {
        VectorMask<Float> tail = FLOATS.indexInRange(i, n);
        FloatVector h = FloatVector.fromArray(FLOATS, x, at + i, tail).sub(mean).mul(r);
        h.fma(
                FloatVector.fromArray(FLOATS, scale, scaleAt + i, tail),
                FloatVector.fromArray(FLOATS, shift, shiftAt + i, tail))
            .intoArray(y, yAt + i, tail);
      }
      at += n;
      yAt += n;
    }
  }

  /** The partial sums of g = dy scale, and those of g h. */
  static void gradientSums(TokenBlock b) {
    float[] x = b.x;
    float[] dy = b.dy;
    float[] scale = b.scale;
    float[] partial = b.partial;
    float[] otherPartial = b.otherPartial;
    int scaleAt = b.scaleAt;
    int n = b.features;
    int at = b.xAt;
    int dyAt = b.dyAt;
    for (int t = 0; t < b.tokens; t++) {
      FloatVector mean = FloatVector.broadcast(FLOATS, b.means[t]);
      FloatVector r = FloatVector.broadcast(FLOATS, b.inverses[t]);
      for (int first = 0; first < PARTIALS; first += LANES) {
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector other = FloatVector.zero(FLOATS);
        int i = first;
        for (; i <= n - LANES; i += PARTIALS) {
          FloatVector h = FloatVector.fromArray(FLOATS, x, at + i).sub(mean).mul(r);
          FloatVector g =
              FloatVector.fromArray(FLOATS, dy, dyAt + i)
                  .mul(FloatVector.fromArray(FLOATS, scale, scaleAt + i));
          sum = sum.add(g);
          other = g.fma(h, other);
        }
        if (i < n) {
          VectorMask<Float> tail = FLOATS.indexInRange(i, n);
          FloatVector h = FloatVector.fromArray(FLOATS, x, at + i, tail).sub(mean).mul(r);
          FloatVector g =
              FloatVector.fromArray(FLOATS, dy, dyAt + i, tail)
                  .mul(FloatVector.fromArray(FLOATS, scale, scaleAt + i, tail));
          sum = sum.add(g);
          other = other.blend(g.fma(h, other), tail);
        }
        sum.intoArray(partial, t * PARTIALS + first);
        other.intoArray(otherPartial, t * PARTIALS + first);
      }
      at += n;
      dyAt += n;
    }
  }

  /** dx = r fma(-h, v, g - u). */
  static void gradient(TokenBlock b) {
    float[] x = b.x;
    float[] dy = b.dy;
    float[] y = b.y;
    float[] scale = b.scale;
    int scaleAt = b.scaleAt;
    int n = b.features;
    int at = b.xAt;
    int dyAt = b.dyAt;
    int yAt = b.yAt;
    for (int t = 0; t < b.tokens; t++) {
      FloatVector mean = FloatVector.broadcast(FLOATS, b.means[t]);
      FloatVector r = FloatVector.broadcast(FLOATS, b.inverses[t]);
      FloatVector u = FloatVector.broadcast(FLOATS, b.first[t]);
      FloatVector v = FloatVector.broadcast(FLOATS, b.second[t]);
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        FloatVector h = FloatVector.fromArray(FLOATS, x, at + i).sub(mean).mul(r);
        FloatVector g =
            FloatVector.fromArray(FLOATS, dy, dyAt + i)
                .mul(FloatVector.fromArray(FLOATS, scale, scaleAt + i));
        h.neg().fma(v, g.sub(u)).mul(r).intoArray(y, yAt + i);
      }
      if (i < n) {
        VectorMask<Float> tail = FLOATS.indexInRange(i, n);
        FloatVector h = FloatVector.fromArray(FLOATS, x, at + i, tail).sub(mean).mul(r);
        FloatVector g =
            FloatVector.fromArray(FLOATS, dy, dyAt + i, tail)
                .mul(FloatVector.fromArray(FLOATS, scale, scaleAt + i, tail));
        h.neg().fma(v, g.sub(u)).mul(r).intoArray(y, yAt + i, tail);
      }
      at += n;
      dyAt += n;
      yAt += n;
    }
  }
}
