package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The loops of {@link VectorPooling} over the pixels of one row of the output. A lane is a channel.
 * NaN alone differs from itself. Of the four pixels under one of the output, the first two begin at
 * {@code at}, and the others at {@code below}.
 */
final class PoolLoops {
  private PoolLoops() {}

  /** The largest of each four pixels: a later one if it is larger, or NaN. */
  static void largest(float[] x, int at, int below, int channels, float[] y, int yAt, int pixels) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      int c = 0;
      for (; c <= channels - LANES; c += LANES) {
        FloatVector y0 = FloatVector.fromArray(FLOATS, x, at + c);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + channels + c);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, below + c);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, below + channels + c);
        FloatVector y1 = y0.blend(x1, x1.compare(GT, y0).or(x1.compare(NE, x1)));
        FloatVector y2 = y1.blend(x2, x2.compare(GT, y1).or(x2.compare(NE, x2)));
        y2.blend(x3, x3.compare(GT, y2).or(x3.compare(NE, x3))).intoArray(y, yAt + c);
      }
      if (c < channels) {
        VectorMask<Float> tail = FLOATS.indexInRange(c, channels);
        FloatVector y0 = FloatVector.fromArray(FLOATS, x, at + c, tail);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + channels + c, tail);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, below + c, tail);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, below + channels + c, tail);
        FloatVector y1 = y0.blend(x1, x1.compare(GT, y0).or(x1.compare(NE, x1)));
        FloatVector y2 = y1.blend(x2, x2.compare(GT, y1).or(x2.compare(NE, x2)));
        y2.blend(x3, x3.compare(GT, y2).or(x3.compare(NE, x3))).intoArray(y, yAt + c, tail);
      }
      at += 2 * channels;
      below += 2 * channels;
      yAt += channels;
    }
  }

  /** dx of each four pixels, which lie in dx as they do in x: dy at the largest, +0 elsewhere. */
  static void gradient(
      float[] x,
      int at,
      int below,
      int channels,
      float[] dy,
      int dyAt,
      int pixels,
      float[] dx,
      int dxAt,
      int dxBelow) {
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int pixel = 0; pixel < pixels; pixel++) {
      int c = 0;
      for (; c <= channels - LANES; c += LANES) {
        FloatVector y0 = FloatVector.fromArray(FLOATS, x, at + c);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + channels + c);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, below + c);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, below + channels + c);
        VectorMask<Float> m1 = x1.compare(GT, y0).or(x1.compare(NE, x1));
        FloatVector y1 = y0.blend(x1, m1);
        VectorMask<Float> m2 = x2.compare(GT, y1).or(x2.compare(NE, x2));
        FloatVector y2 = y1.blend(x2, m2);
        VectorMask<Float> m3 = x3.compare(GT, y2).or(x3.compare(NE, x3));
        FloatVector g = FloatVector.fromArray(FLOATS, dy, dyAt + c);
        FloatVector before3 = g.blend(zero, m3);
        FloatVector before2 = before3.blend(zero, m2);
        before2.blend(zero, m1).intoArray(dx, dxAt + c);
        zero.blend(before2, m1).intoArray(dx, dxAt + channels + c);
        zero.blend(before3, m2).intoArray(dx, dxBelow + c);
        zero.blend(g, m3).intoArray(dx, dxBelow + channels + c);
      }
      if (c < channels) {
        VectorMask<Float> tail = FLOATS.indexInRange(c, channels);
        FloatVector y0 = FloatVector.fromArray(FLOATS, x, at + c, tail);
        FloatVector x1 = FloatVector.fromArray(FLOATS, x, at + channels + c, tail);
        FloatVector x2 = FloatVector.fromArray(FLOATS, x, below + c, tail);
        FloatVector x3 = FloatVector.fromArray(FLOATS, x, below + channels + c, tail);
        VectorMask<Float> m1 = x1.compare(GT, y0).or(x1.compare(NE, x1));
        FloatVector y1 = y0.blend(x1, m1);
        VectorMask<Float> m2 = x2.compare(GT, y1).or(x2.compare(NE, x2));
        FloatVector y2 = y1.blend(x2, m2);
        VectorMask<Float> m3 = x3.compare(GT, y2).or(x3.compare(NE, x3));
        FloatVector g = FloatVector.fromArray(FLOATS, dy, dyAt + c, tail);
        FloatVector before3 = g.blend(zero, m3);
        FloatVector before2 = before3.blend(zero, m2);
        before2.blend(zero, m1).intoArray(dx, dxAt + c, tail);
        zero.blend(before2, m1).intoArray(dx, dxAt + channels + c, tail);
        zero.blend(before3, m2).intoArray(dx, dxBelow + c, tail);
        zero.blend(g, m3).intoArray(dx, dxBelow + channels + c, tail);
      }
      at += 2 * channels;
      below += 2 * channels;
      dyAt += channels;
      dxAt += 2 * channels;
      dxBelow += 2 * channels;
    }
  }
}
