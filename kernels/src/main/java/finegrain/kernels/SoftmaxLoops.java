package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * The loops of {@link Softmax} over a block of rows. They read and write its fields, and are called
 * through {@link OutOfLineCall}, which says why. They allocate nothing.
 */
final class SoftmaxLoops {
  private static final int PARTIALS = ScalarKernels.PARTIALS;

  // Lane i takes the value of lane i xor 8, and so on. This fold leaves the result in every lane,
  // because an addition gives the same bits in either order of its operands.
  private static final VectorShuffle<Float> XOR_8 = xor(8);
  private static final VectorShuffle<Float> XOR_4 = xor(4);
  private static final VectorShuffle<Float> XOR_2 = xor(2);
  private static final VectorShuffle<Float> XOR_1 = xor(1);

  private SoftmaxLoops() {}

  private static VectorShuffle<Float> xor(int bit) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ bit) % LANES);
  }

  /**
   * The larger of each two elements; a if b is NaN. That is enough: a NaN makes the sum of its row,
   * and so the whole row, NaN with any maximum. It does not matter which zero is the maximum: if
   * both occur, the sum is at least 2, and exp(-0) is exp(+0).
   */
  private static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(GT, a));
  }

  /**
   * The maximum of each row, and its tail minus the maximum. The lanes beyond the tail hold zero.
   * With -infinity {@link #sums} would need no mask, but an exponential that underflows takes twice
   * as long.
   */
  static void maxima(Softmax s) {
    float[] x = s.x;
    float[] tails = s.tails;
    float[] maxima = s.maxima;
    int whole = s.whole;
    int tail = s.columns - whole;
    VectorMask<Float> mask = FLOATS.indexInRange(whole, s.columns);
    FloatVector least = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    for (int row = 0; row < s.rows; row++) {
      int at = s.xAt + row * s.xStride;
      // Four chains, because a comparison and a blend take six cycles.
      FloatVector max = least;
      FloatVector max1 = least;
      FloatVector max2 = least;
      FloatVector max3 = least;
      int i = 0;
      for (; i < whole - 3 * LANES; i += 4 * LANES) {
        max = larger(max, FloatVector.fromArray(FLOATS, x, at + i));
        max1 = larger(max1, FloatVector.fromArray(FLOATS, x, at + i + LANES));
        max2 = larger(max2, FloatVector.fromArray(FLOATS, x, at + i + 2 * LANES));
        max3 = larger(max3, FloatVector.fromArray(FLOATS, x, at + i + 3 * LANES));
      }
      for (; i < whole; i += LANES) {
        max = larger(max, FloatVector.fromArray(FLOATS, x, at + i));
      }
      max = larger(larger(max, max1), larger(max2, max3));
      if (tail > 0) {
        FloatVector last = least.blend(FloatVector.fromArray(FLOATS, x, at + whole, mask), mask);
        max = max.blend(last, last.compare(GT, max));
      }
      if (LANES > 8) {
        max = larger(max, max.rearrange(XOR_8));
      }
      if (LANES > 4) {
        max = larger(max, max.rearrange(XOR_4));
      }
      if (LANES > 2) {
        max = larger(max, max.rearrange(XOR_2));
      }
      max = larger(max, max.rearrange(XOR_1));
      max.intoArray(maxima, row);
      if (tail > 0) {
        FloatVector.fromArray(FLOATS, x, at + whole, mask)
            .sub(max, mask)
            .intoArray(tails, row * tail);
      }
    }
  }

  /** e = exp(x - max) of the whole vectors, and their partial sums. */
  static void exponentials(Softmax s) {
    float[] x = s.x;
    float[] e = s.e;
    float[] partial = s.partial;
    int whole = s.whole;
    for (int row = 0; row < s.rows; row++) {
      int at = s.xAt + row * s.xStride;
      int eAt = s.eAt + row * s.eStride;
      FloatVector max = FloatVector.broadcast(FLOATS, s.maxima[row]);
      for (int first = 0; first < PARTIALS; first += LANES) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = first; i < whole; i += PARTIALS) {
          FloatVector v = VectorMath.expNegative(FloatVector.fromArray(FLOATS, x, at + i).sub(max));
          v.intoArray(e, eAt + i);
          sum = sum.add(v);
        }
        sum.intoArray(partial, row * PARTIALS + first);
      }
    }
  }

  /** The partial sums of x - max. */
  static void differences(Softmax s) {
    float[] x = s.x;
    float[] partial = s.partial;
    int n = s.columns;
    for (int row = 0; row < s.rows; row++) {
      int at = s.xAt + row * s.xStride;
      FloatVector max = FloatVector.broadcast(FLOATS, s.maxima[row]);
      for (int first = 0; first < PARTIALS; first += LANES) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = first;
        for (; i <= n - LANES; i += PARTIALS) {
          sum = sum.add(FloatVector.fromArray(FLOATS, x, at + i).sub(max));
        }
        if (i < n) {
          VectorMask<Float> tail = FLOATS.indexInRange(i, n);
          FloatVector last = FloatVector.fromArray(FLOATS, x, at + i, tail);
          sum = sum.add(last.sub(max), tail);
        }
        sum.intoArray(partial, row * PARTIALS + first);
      }
    }
  }

  /** The sum of each row from its partial sums, those of the whole vectors, and its tail. */
  static void sums(Softmax s) {
    float[] tails = s.tails;
    float[] partial = s.partial;
    float[] sums = s.sums;
    int tail = s.columns - s.whole;
    int tailAt = s.whole % PARTIALS;
    VectorMask<Float> mask = FLOATS.indexInRange(s.whole, s.columns);
    for (int row = 0; row < s.rows; row++) {
      int at = row * PARTIALS;
      FloatVector sum =
          FloatVector.fromArray(FLOATS, partial, at + tailAt)
              .add(FloatVector.fromArray(FLOATS, tails, row * tail), mask);
      if (LANES < PARTIALS) {
        sum.intoArray(partial, at + tailAt);
        for (int half = PARTIALS / 2; half >= LANES; half /= 2) {
          for (int i = at; i < at + half; i += LANES) {
            FloatVector.fromArray(FLOATS, partial, i)
                .add(FloatVector.fromArray(FLOATS, partial, i + half))
                .intoArray(partial, i);
          }
        }
        sum = FloatVector.fromArray(FLOATS, partial, at);
      }
      if (LANES > 8) {
        sum = sum.add(sum.rearrange(XOR_8));
      }
      if (LANES > 4) {
        sum = sum.add(sum.rearrange(XOR_4));
      }
      if (LANES > 2) {
        sum = sum.add(sum.rearrange(XOR_2));
      }
      sum = sum.add(sum.rearrange(XOR_1));
      sum.intoArray(sums, row);
    }
  }

  /** The inverse of each sum, and y = (e inverse) scale. */
  static void multiply(Softmax s) {
    float[] e = s.e;
    float[] tails = s.tails;
    float[] y = s.y;
    float[] inverses = s.inverses;
    int whole = s.whole;
    int tail = s.columns - whole;
    VectorMask<Float> mask = FLOATS.indexInRange(whole, s.columns);
    FloatVector scale = FloatVector.broadcast(FLOATS, s.scale);
    for (int row = 0; row < s.rows; row += LANES) {
      FloatVector.broadcast(FLOATS, 1)
          .div(FloatVector.fromArray(FLOATS, s.sums, row))
          .intoArray(inverses, row);
    }
    for (int row = 0; row < s.rows; row++) {
      int at = s.eAt + row * s.eStride;
      int yAt = s.yAt + row * s.yStride;
      FloatVector inverse = FloatVector.broadcast(FLOATS, inverses[row]);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector.fromArray(FLOATS, e, at + i).mul(inverse).mul(scale).intoArray(y, yAt + i);
      }
      if (tail > 0) {
        FloatVector.fromArray(FLOATS, tails, row * tail)
            .mul(inverse)
            .mul(scale)
            .intoArray(y, yAt + whole, mask);
      }
    }
  }

  /** y = (x - max) - log(sum), from the logarithms. */
  static void subtract(Softmax s) {
    float[] x = s.x;
    float[] y = s.y;
    int whole = s.whole;
    int tail = s.columns - whole;
    VectorMask<Float> mask = FLOATS.indexInRange(whole, s.columns);
    for (int row = 0; row < s.rows; row++) {
      int at = s.xAt + row * s.xStride;
      int yAt = s.yAt + row * s.yStride;
      FloatVector max = FloatVector.broadcast(FLOATS, s.maxima[row]);
      FloatVector logSum = FloatVector.broadcast(FLOATS, s.logSums[row]);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector.fromArray(FLOATS, x, at + i).sub(max).sub(logSum).intoArray(y, yAt + i);
      }
      if (tail > 0) {
        FloatVector.fromArray(FLOATS, x, at + whole, mask)
            .sub(max)
            .sub(logSum)
            .intoArray(y, yAt + whole, mask);
      }
    }
  }
}
