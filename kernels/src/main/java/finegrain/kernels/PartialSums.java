package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** The fold of the 16 partial sums of many rows, by a loop that C2 never inlines. */
final class PartialSums {
  private static final int PARTIALS = ScalarKernels.PARTIALS;

  // As in SoftmaxLoops: lane i takes the value of lane i xor 8, and so on.
  private static final VectorShuffle<Float> XOR_8 = xor(8);
  private static final VectorShuffle<Float> XOR_4 = xor(4);
  private static final VectorShuffle<Float> XOR_2 = xor(2);
  private static final VectorShuffle<Float> XOR_1 = xor(1);

  private final OutOfLineCall<Loop> fold =
      new OutOfLineCall<>(PartialSums::loop, PartialSums::loop, PartialSums::loop);

  /** A loop over rows. */
  private interface Loop {
    void run(float[] partial, int rows, float[] sums);
  }

  private static VectorShuffle<Float> xor(int bit) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ bit) % LANES);
  }

  /**
   * The sums of rows.
   *
   * @param partial 16 for each row, overwritten
   * @param sums of the rows; one more vector is overwritten
   */
  void fold(float[] partial, int rows, float[] sums) {
    fold.next().run(partial, rows, sums);
  }

  private static void loop(float[] partial, int rows, float[] sums) {
    for (int row = 0; row < rows; row++) {
      int at = row * PARTIALS;
      for (int half = PARTIALS / 2; half >= LANES; half /= 2) {
        for (int i = at; i < at + half; i += LANES) {
          FloatVector.fromArray(FLOATS, partial, i)
              .add(FloatVector.fromArray(FLOATS, partial, i + half))
              .intoArray(partial, i);
        }
      }
      FloatVector sum = FloatVector.fromArray(FLOATS, partial, at);
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
}
