package finegrain.kernels;

/**
 * A loop over a function of {@link VectorMath} that is {@linkplain OutOfLineCall never inlined}.
 */
final class OutOfLineLoop {
  /** A loop y = f(x) over n elements that are whole vectors. */
  interface Loop {
    void run(float[] x, int xAt, float[] y, int yAt, int n);
  }

  private final OutOfLineCall<Loop> loops;
  private final float[] edge = new float[Simd.LANES];

  /** The same loop, written three times: each is a class of its own. */
  OutOfLineLoop(Loop first, Loop second, Loop third) {
    loops = new OutOfLineCall<>(first, second, third);
  }

  /** The loop over whole vectors. */
  void run(float[] x, int xAt, float[] y, int yAt, int n) {
    loops.next().run(x, xAt, y, yAt, n);
  }

  /**
   * The loop over any number of elements. The last ones, if they do not fill a vector, go through
   * an array that does: a masked load and store in the loop would be 4,000 nodes more.
   */
  void map(float[] x, int xAt, float[] y, int yAt, int n) {
    int whole = n - n % Simd.LANES;
    if (whole > 0) {
      run(x, xAt, y, yAt, whole);
    }
    int left = n - whole;
    if (left > 0) {
      System.arraycopy(x, xAt + whole, edge, 0, left);
      run(edge, 0, edge, 0, Simd.LANES);
      System.arraycopy(edge, 0, y, yAt + whole, left);
    }
  }
}
