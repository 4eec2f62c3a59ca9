package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The loops of {@link ChannelChains}. A lane is a channel, and each lane is one chain, so that the
 * bits do not depend on the number of lanes. An addition takes three or four cycles: several chains
 * are computed side by side, {@code delta} elements apart. All loops have one signature. They start
 * from the sums in memory and replace them. With a delta of 0 they compute one chain several times.
 *
 * <p>The first {@code whole} positions are read in whole vectors, which may reach into the next
 * position; the others by the mask of the first {@code lanes} lanes.
 */
final class ChainLoops {
  private ChainLoops() {}

  /** A loop over some chains. */
  interface Loop {
    /**
     * Adds the positions.
     *
     * @param step elements from position to position of both arrays
     * @param means of the channels of the first vector; {@code meanDelta} after it, of the next
     * @param sums of the first vector; {@code sumDelta} after it, of the next
     */
    void run(
        float[] x,
        int at,
        int delta,
        float[] dy,
        int dyAt,
        int dyDelta,
        int step,
        int whole,
        int count,
        int lanes,
        float[] means,
        int meanAt,
        int meanDelta,
        float[] sums,
        int sumAt,
        int sumDelta,
        float[] products);
  }

  /** The sums of x, four vectors. */
  static void sums(
      float[] x,
      int at,
      int delta,
      float[] dy,
      int dyAt,
      int dyDelta,
      int step,
      int whole,
      int count,
      int lanes,
      float[] means,
      int meanAt,
      int meanDelta,
      float[] sums,
      int sumAt,
      int sumDelta,
      float[] products) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, sums, sumAt);
    FloatVector s1 = FloatVector.fromArray(FLOATS, sums, sumAt + sumDelta);
    FloatVector s2 = FloatVector.fromArray(FLOATS, sums, sumAt + 2 * sumDelta);
    FloatVector s3 = FloatVector.fromArray(FLOATS, sums, sumAt + 3 * sumDelta);
    int i = 0;
    for (; i < whole; i++) {
      s0 = s0.add(FloatVector.fromArray(FLOATS, x, at));
      s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + delta));
      s2 = s2.add(FloatVector.fromArray(FLOATS, x, at + 2 * delta));
      s3 = s3.add(FloatVector.fromArray(FLOATS, x, at + 3 * delta));
      at += step;
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, lanes);
      for (; i < count; i++) {
        s0 = s0.add(FloatVector.fromArray(FLOATS, x, at, mask));
        s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + delta, mask));
        s2 = s2.add(FloatVector.fromArray(FLOATS, x, at + 2 * delta, mask));
        s3 = s3.add(FloatVector.fromArray(FLOATS, x, at + 3 * delta, mask));
        at += step;
      }
    }
    s0.intoArray(sums, sumAt);
    s1.intoArray(sums, sumAt + sumDelta);
    s2.intoArray(sums, sumAt + 2 * sumDelta);
    s3.intoArray(sums, sumAt + 3 * sumDelta);
  }

  /** The sums of x, two vectors. */
  static void sumsOfTwo(
      float[] x,
      int at,
      int delta,
      float[] dy,
      int dyAt,
      int dyDelta,
      int step,
      int whole,
      int count,
      int lanes,
      float[] means,
      int meanAt,
      int meanDelta,
      float[] sums,
      int sumAt,
      int sumDelta,
      float[] products) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, sums, sumAt);
    FloatVector s1 = FloatVector.fromArray(FLOATS, sums, sumAt + sumDelta);
    int i = 0;
    for (; i < whole; i++) {
      s0 = s0.add(FloatVector.fromArray(FLOATS, x, at));
      s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + delta));
      at += step;
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, lanes);
      for (; i < count; i++) {
        s0 = s0.add(FloatVector.fromArray(FLOATS, x, at, mask));
        s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + delta, mask));
        at += step;
      }
    }
    s0.intoArray(sums, sumAt);
    s1.intoArray(sums, sumAt + sumDelta);
  }

  /** The sums of d d with d = x - mean, four vectors. */
  static void squares(
      float[] x,
      int at,
      int delta,
      float[] dy,
      int dyAt,
      int dyDelta,
      int step,
      int whole,
      int count,
      int lanes,
      float[] means,
      int meanAt,
      int meanDelta,
      float[] sums,
      int sumAt,
      int sumDelta,
      float[] products) {
    FloatVector m0 = FloatVector.fromArray(FLOATS, means, meanAt);
    FloatVector m1 = FloatVector.fromArray(FLOATS, means, meanAt + meanDelta);
    FloatVector m2 = FloatVector.fromArray(FLOATS, means, meanAt + 2 * meanDelta);
    FloatVector m3 = FloatVector.fromArray(FLOATS, means, meanAt + 3 * meanDelta);
    FloatVector s0 = FloatVector.fromArray(FLOATS, sums, sumAt);
    FloatVector s1 = FloatVector.fromArray(FLOATS, sums, sumAt + sumDelta);
    FloatVector s2 = FloatVector.fromArray(FLOATS, sums, sumAt + 2 * sumDelta);
    FloatVector s3 = FloatVector.fromArray(FLOATS, sums, sumAt + 3 * sumDelta);
    int i = 0;
    for (; i < whole; i++) {
      FloatVector d0 = FloatVector.fromArray(FLOATS, x, at).sub(m0);
      FloatVector d1 = FloatVector.fromArray(FLOATS, x, at + delta).sub(m1);
      FloatVector d2 = FloatVector.fromArray(FLOATS, x, at + 2 * delta).sub(m2);
      FloatVector d3 = FloatVector.fromArray(FLOATS, x, at + 3 * delta).sub(m3);
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
      s2 = d2.fma(d2, s2);
      s3 = d3.fma(d3, s3);
      at += step;
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, lanes);
      for (; i < count; i++) {
        FloatVector d0 = FloatVector.fromArray(FLOATS, x, at, mask).sub(m0);
        FloatVector d1 = FloatVector.fromArray(FLOATS, x, at + delta, mask).sub(m1);
        FloatVector d2 = FloatVector.fromArray(FLOATS, x, at + 2 * delta, mask).sub(m2);
        FloatVector d3 = FloatVector.fromArray(FLOATS, x, at + 3 * delta, mask).sub(m3);
        s0 = d0.fma(d0, s0);
        s1 = d1.fma(d1, s1);
        s2 = d2.fma(d2, s2);
        s3 = d3.fma(d3, s3);
        at += step;
      }
    }
    s0.intoArray(sums, sumAt);
    s1.intoArray(sums, sumAt + sumDelta);
    s2.intoArray(sums, sumAt + 2 * sumDelta);
    s3.intoArray(sums, sumAt + 3 * sumDelta);
  }

  /** The sums of dy, and those of dy (x - mean), two vectors of each. */
  static void products(
      float[] x,
      int at,
      int delta,
      float[] dy,
      int dyAt,
      int dyDelta,
      int step,
      int whole,
      int count,
      int lanes,
      float[] means,
      int meanAt,
      int meanDelta,
      float[] sums,
      int sumAt,
      int sumDelta,
      float[] products) {
    FloatVector m0 = FloatVector.fromArray(FLOATS, means, meanAt);
    FloatVector m1 = FloatVector.fromArray(FLOATS, means, meanAt + meanDelta);
    FloatVector s0 = FloatVector.fromArray(FLOATS, sums, sumAt);
    FloatVector s1 = FloatVector.fromArray(FLOATS, sums, sumAt + sumDelta);
    FloatVector p0 = FloatVector.fromArray(FLOATS, products, sumAt);
    FloatVector p1 = FloatVector.fromArray(FLOATS, products, sumAt + sumDelta);
    int i = 0;
    for (; i < whole; i++) {
      FloatVector g0 = FloatVector.fromArray(FLOATS, dy, dyAt);
      FloatVector g1 = FloatVector.fromArray(FLOATS, dy, dyAt + dyDelta);
      s0 = s0.add(g0);
      s1 = s1.add(g1);
      p0 = g0.fma(FloatVector.fromArray(FLOATS, x, at).sub(m0), p0);
      p1 = g1.fma(FloatVector.fromArray(FLOATS, x, at + delta).sub(m1), p1);
      at += step;
      dyAt += step;
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, lanes);
      for (; i < count; i++) {
        FloatVector g0 = FloatVector.fromArray(FLOATS, dy, dyAt, mask);
        FloatVector g1 = FloatVector.fromArray(FLOATS, dy, dyAt + dyDelta, mask);
        s0 = s0.add(g0);
        s1 = s1.add(g1);
        p0 = g0.fma(FloatVector.fromArray(FLOATS, x, at, mask).sub(m0), p0);
        p1 = g1.fma(FloatVector.fromArray(FLOATS, x, at + delta, mask).sub(m1), p1);
        at += step;
        dyAt += step;
      }
    }
    s0.intoArray(sums, sumAt);
    s1.intoArray(sums, sumAt + sumDelta);
    p0.intoArray(products, sumAt);
    p1.intoArray(products, sumAt + sumDelta);
  }

  /**
   * The sums of dy, and those of dy h with h = (x - mean) r, two vectors of each. A position is a
   * token, whose mean and r are the next elements after {@code meanAt} and {@code meanAt +
   * meanDelta}.
   */
  static void tokens(
      float[] x,
      int at,
      int delta,
      float[] dy,
      int dyAt,
      int dyDelta,
      int step,
      int whole,
      int count,
      int lanes,
      float[] means,
      int meanAt,
      int meanDelta,
      float[] sums,
      int sumAt,
      int sumDelta,
      float[] products) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, sums, sumAt);
    FloatVector s1 = FloatVector.fromArray(FLOATS, sums, sumAt + sumDelta);
    FloatVector p0 = FloatVector.fromArray(FLOATS, products, sumAt);
    FloatVector p1 = FloatVector.fromArray(FLOATS, products, sumAt + sumDelta);
    int i = 0;
    for (; i < whole; i++) {
      FloatVector m = FloatVector.broadcast(FLOATS, means[meanAt + i]);
      FloatVector r = FloatVector.broadcast(FLOATS, means[meanAt + meanDelta + i]);
      FloatVector g0 = FloatVector.fromArray(FLOATS, dy, dyAt);
      FloatVector g1 = FloatVector.fromArray(FLOATS, dy, dyAt + dyDelta);
      s0 = s0.add(g0);
      s1 = s1.add(g1);
      p0 = g0.fma(FloatVector.fromArray(FLOATS, x, at).sub(m).mul(r), p0);
      p1 = g1.fma(FloatVector.fromArray(FLOATS, x, at + delta).sub(m).mul(r), p1);
      at += step;
      dyAt += step;
    }
    if (i < count) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, lanes);
      for (; i < count; i++) {
        FloatVector m = FloatVector.broadcast(FLOATS, means[meanAt + i]);
        FloatVector r = FloatVector.broadcast(FLOATS, means[meanAt + meanDelta + i]);
        FloatVector g0 = FloatVector.fromArray(FLOATS, dy, dyAt, mask);
        FloatVector g1 = FloatVector.fromArray(FLOATS, dy, dyAt + dyDelta, mask);
        s0 = s0.add(g0);
        s1 = s1.add(g1);
        p0 = g0.fma(FloatVector.fromArray(FLOATS, x, at, mask).sub(m).mul(r), p0);
        p1 = g1.fma(FloatVector.fromArray(FLOATS, x, at + delta, mask).sub(m).mul(r), p1);
        at += step;
        dyAt += step;
      }
    }
    s0.intoArray(sums, sumAt);
    s1.intoArray(sums, sumAt + sumDelta);
    p0.intoArray(products, sumAt);
    p1.intoArray(products, sumAt + sumDelta);
  }
}
