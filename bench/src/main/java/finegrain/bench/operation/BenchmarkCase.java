package finegrain.bench.operation;

import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import finegrain.kernels.operation.Shape;

/**
 * An operation, a shape, a number of threads and a class of vector instructions, measured with each
 * library in turn.
 *
 * @param threads that a call may use
 */
public record BenchmarkCase(Operation operation, Shape shape, int threads, InstructionSet isa) {
  private static final long SEED = 20_240_917;

  /** In the class that this JVM uses. */
  public BenchmarkCase(Operation operation, Shape shape, int threads) {
    this(operation, shape, threads, InstructionSet.ofThisJvm());
  }

  /** The operands, the same in each JVM. */
  Operands operands() {
    return Operands.random(new Problem(operation, shape), SEED, 0, values());
  }

  /**
   * From -1 to 1 for products and from -8 to 8 for functions; positive for the logarithm, and where
   * a variance or a mean of squares is among the operands.
   */
  private Operands.Values values() {
    if (operation.isProduct()) {
      return new Operands.Values(-1, 1, false);
    }
    if (operation.kind() == Operation.Kind.IMAGES || operation == Operation.ADAMW_STEP) {
      return new Operands.Values(0.5f, 1.5f, false);
    }
    return new Operands.Values(operation == Operation.LOG ? 0.01f : -8, 8, false);
  }

  /** The name in the progress of a run. */
  @Override
  public String toString() {
    return new Problem(operation, shape)
        + (threads == 1 ? "" : ", %d threads".formatted(threads))
        + (isa.options().isEmpty() ? "" : ", " + isa.id());
  }
}
