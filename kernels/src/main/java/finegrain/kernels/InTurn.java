package finegrain.kernels;

/**
 * Code that C2 compiles by itself and never inlines into its callers: three objects of three
 * classes that do the same, to be called in turn.
 *
 * <p>C2 stops inlining once a compilation has 18,000 nodes (NodeCountInliningCutoff), and vector
 * operations that are not inlined box their vectors: many times slower, for as long as the JVM
 * lives. A loop over a function of {@link VectorMath} has 10,000 to 16,000 nodes, so a caller that
 * inlined two of them, or one after other work, would be lost; whether it does depends on what was
 * compiled before. Nothing in the language forbids inlining, but C2 does not inline a virtual call
 * with three receivers that are equally frequent.
 */
final class InTurn<T> {
  private final T first;
  private final T second;
  private final T third;
  private int turn;

  /** The same lambda or method reference, as three expressions: each is a class of its own. */
  InTurn(T first, T second, T third) {
    this.first = first;
    this.second = second;
    this.third = third;
  }

  /** The next one, to be called at once. */
  T next() {
    turn = turn == 2 ? 0 : turn + 1;
    return switch (turn) {
      case 0 -> first;
      case 1 -> second;
      default -> third;
    };
  }
}
