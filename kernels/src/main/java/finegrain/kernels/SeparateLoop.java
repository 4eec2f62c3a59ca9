package finegrain.kernels;

/**
 * A loop over a function of {@link VectorMath}, called so that C2 compiles it by itself and never
 * inlines it into its callers.
 *
 * <p>C2 stops inlining once a compilation has 18,000 nodes (NodeCountInliningCutoff), and vector
 * operations that are not inlined box their vectors: many times slower, for as long as the JVM
 * lives. Such a loop has 8,500 to 15,100 nodes, so a caller that inlined two of them, or one after
 * other work, would be lost; whether it does depends on what was compiled before. Nothing in the
 * language forbids inlining, but C2 does not inline a virtual call with three receivers that are
 * equally frequent, and so three classes for the same loop take turns.
 */
final class SeparateLoop {
  /** A loop y = f(x) over n elements; what else it takes and returns is its own. */
  interface Loop {
    float run(float[] x, int xAt, float a, float[] y, int yAt, int n, float[] partial);
  }

  private final Loop first;
  private final Loop second;
  private final Loop third;
  private final float[] edge = new float[Simd.LANES];
  private int turn;

  /** The same loop, as three expressions: each is a class of its own. */
  SeparateLoop(Loop first, Loop second, Loop third) {
    this.first = first;
    this.second = second;
    this.third = third;
  }

  float run(float[] x, int xAt, float a, float[] y, int yAt, int n, float[] partial) {
    turn = turn == 2 ? 0 : turn + 1;
    Loop loop =
        switch (turn) {
          case 0 -> first;
          case 1 -> second;
          default -> third;
        };
    return loop.run(x, xAt, a, y, yAt, n, partial);
  }

  /**
   * {@link #run} of a loop that takes whole vectors and nothing else, over any number of elements:
   * the last ones, if they are no whole vector, by way of one. A masked load and store in the loop
   * would be 4,000 nodes more.
   */
  void map(float[] x, int xAt, float[] y, int yAt, int n) {
    int whole = n - n % Simd.LANES;
    if (whole > 0) {
      run(x, xAt, 0, y, yAt, whole, x);
    }
    int left = n - whole;
    if (left > 0) {
      System.arraycopy(x, xAt + whole, edge, 0, left);
      run(edge, 0, 0, edge, 0, Simd.LANES, edge);
      System.arraycopy(edge, 0, y, yAt + whole, left);
    }
  }
}
