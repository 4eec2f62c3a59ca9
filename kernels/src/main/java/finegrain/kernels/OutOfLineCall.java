package finegrain.kernels;

/**
 * A call that C2 never inlines, so that the callee is compiled by itself. The call alternates
 * between three objects of three classes that do the same.
 *
 * <p>C2 stops inlining once a compilation has 18,000 nodes (NodeCountInliningCutoff). Vector
 * operations that are not inlined box their vectors and stay many times slower until the JVM ends.
 * A loop over a function of {@link VectorMath} has 10,000 to 16,000 nodes. A caller that inlines
 * two such loops, or one loop after other work, would pass the limit, and whether it inlines them
 * depends on what was compiled before. Java has no way to forbid inlining, but C2 does not inline a
 * virtual call with three equally frequent receiver classes.
 */
final class OutOfLineCall<T> {
  private final T first;
  private final T second;
  private final T third;
  private int turn;

  /** The same lambda or method reference, written three times: each is a class of its own. */
  OutOfLineCall(T first, T second, T third) {
    this.first = first;
    this.second = second;
    this.third = third;
  }

  /** The object to call this time. */
  T next() {
    turn = turn == 2 ? 0 : turn + 1;
    return switch (turn) {
      case 0 -> first;
      case 1 -> second;
      default -> third;
    };
  }
}
