package finegrain.kernels;

/**
 * A loop over a function of {@link VectorMath}, called so that C2 compiles it by itself and never
 * inlines it into its callers.
 *
 * <p>C2 stops inlining once a compilation has 18,000 nodes (NodeCountInliningCutoff), and vector
 * operations that are not inlined box their vectors: many times slower, for as long as the JVM
 * lives. Such a loop has 10,000 to 17,000 nodes, so a caller that inlined two of them, or one after
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

  /** {@link #run} of a loop that takes and returns nothing else. */
  void map(float[] x, int xAt, float[] y, int yAt, int n) {
    run(x, xAt, 0, y, yAt, n, x);
  }
}
