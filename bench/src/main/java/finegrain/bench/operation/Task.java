package finegrain.bench.operation;

/**
 * What is measured with each library in turn.
 *
 * @param threads that a call may use
 */
public record Task(Operation operation, Shape shape, int threads) {
  /** As the progress of a run names it. */
  @Override
  public String toString() {
    return "%s %s%s"
        .formatted(operation.id(), shape, threads == 1 ? "" : ", %d threads".formatted(threads));
  }
}
