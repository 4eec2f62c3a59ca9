package finegrain.kernels;

/** A loop over a function of {@link VectorMath}, {@linkplain InTurn compiled by itself}. */
final class SeparateLoop {
  /** A loop y = f(x) over n elements that are whole vectors. */
  interface Loop {
    void run(float[] x, int xAt, float[] y, int yAt, int n);
  }

  private final InTurn<Loop> loops;
  private final float[] edge = new float[Simd.LANES];

  /** The same loop, as three expressions: each is a class of its own. */
  SeparateLoop(Loop first, Loop second, Loop third) {
    loops = new InTurn<>(first, second, third);
  }

  /** The loop over whole vectors. */
  void run(float[] x, int xAt, float[] y, int yAt, int n) {
    loops.next().run(x, xAt, y, yAt, n);
  }

  /**
   * The loop over any number of elements: the last ones, if they are no whole vector, by way of
   * one. A masked load and store in the loop would be 4,000 nodes more.
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
