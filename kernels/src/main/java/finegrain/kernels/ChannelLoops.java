package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops of {@link VectorNormalisation} over n elements of a sample, in which each element has
 * the numbers of its channel. These lie in arrays of one {@code period}, a multiple of the channels
 * after which they are the same again.
 */
final class ChannelLoops {
  private ChannelLoops() {}

  /** y = fma(x - mean, factor, shift). */
  static void normalise(
      float[] x,
      int xAt,
      int n,
      float[] mean,
      float[] factor,
      float[] shift,
      int period,
      float[] y,
      int yAt) {
    for (int from = 0; from < n; from += period) {
      int to = Math.min(n - from, period);
      int i = 0;
      for (; i <= to - LANES; i += LANES) {
        FloatVector.fromArray(FLOATS, x, xAt + i)
            .sub(FloatVector.fromArray(FLOATS, mean, i))
            .fma(FloatVector.fromArray(FLOATS, factor, i), FloatVector.fromArray(FLOATS, shift, i))
            .intoArray(y, yAt + i);
      }
      if (i < to) {
        VectorMask<Float> tail = FLOATS.indexInRange(i, to);
        FloatVector.fromArray(FLOATS, x, xAt + i, tail)
            .sub(FloatVector.fromArray(FLOATS, mean, i, tail))
            .fma(
                FloatVector.fromArray(FLOATS, factor, i, tail),
                FloatVector.fromArray(FLOATS, shift, i, tail))
            .intoArray(y, yAt + i, tail);
      }
      xAt += period;
      yAt += period;
    }
  }

  /** The same with ReLU. */
  static void normaliseRelu(
      float[] x,
      int xAt,
      int n,
      float[] mean,
      float[] factor,
      float[] shift,
      int period,
      float[] y,
      int yAt) {
    for (int from = 0; from < n; from += period) {
      int to = Math.min(n - from, period);
      int i = 0;
      for (; i <= to - LANES; i += LANES) {
        FloatVector v =
            FloatVector.fromArray(FLOATS, x, xAt + i)
                .sub(FloatVector.fromArray(FLOATS, mean, i))
                .fma(
                    FloatVector.fromArray(FLOATS, factor, i),
                    FloatVector.fromArray(FLOATS, shift, i));
        v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, yAt + i);
      }
      if (i < to) {
        VectorMask<Float> tail = FLOATS.indexInRange(i, to);
        FloatVector v =
            FloatVector.fromArray(FLOATS, x, xAt + i, tail)
                .sub(FloatVector.fromArray(FLOATS, mean, i, tail))
                .fma(
                    FloatVector.fromArray(FLOATS, factor, i, tail),
                    FloatVector.fromArray(FLOATS, shift, i, tail));
        v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, yAt + i, tail);
      }
      xAt += period;
      yAt += period;
    }
  }

  /** dx = fma(x - mean, b, fma(dy, s, a)). */
  static void gradient(
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      int n,
      float[] mean,
      float[] s,
      float[] a,
      float[] b,
      int period,
      float[] dx,
      int dxAt) {
    for (int from = 0; from < n; from += period) {
      int to = Math.min(n - from, period);
      int i = 0;
      for (; i <= to - LANES; i += LANES) {
        FloatVector inner =
            FloatVector.fromArray(FLOATS, dy, dyAt + i)
                .fma(FloatVector.fromArray(FLOATS, s, i), FloatVector.fromArray(FLOATS, a, i));
        FloatVector.fromArray(FLOATS, x, xAt + i)
            .sub(FloatVector.fromArray(FLOATS, mean, i))
            .fma(FloatVector.fromArray(FLOATS, b, i), inner)
            .intoArray(dx, dxAt + i);
      }
      if (i < to) {
        VectorMask<Float> tail = FLOATS.indexInRange(i, to);
        FloatVector inner =
            FloatVector.fromArray(FLOATS, dy, dyAt + i, tail)
                .fma(
                    FloatVector.fromArray(FLOATS, s, i, tail),
                    FloatVector.fromArray(FLOATS, a, i, tail));
        FloatVector.fromArray(FLOATS, x, xAt + i, tail)
            .sub(FloatVector.fromArray(FLOATS, mean, i, tail))
            .fma(FloatVector.fromArray(FLOATS, b, i, tail), inner)
            .intoArray(dx, dxAt + i, tail);
      }
      xAt += period;
      dyAt += period;
      dxAt += period;
    }
  }
}
