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

  /**
   * The operands, the same in each JVM: from -1 to 1 for products, from -8 to 8 for functions, and
   * positive for the logarithm.
   */
  Operands operands() {
    float least = operation.isProduct() ? -1 : operation == Operation.LOG ? 0.01f : -8;
    float most = operation.isProduct() ? 1 : 8;
    return Operands.random(
        new Problem(operation, shape), SEED, 0, new Operands.Values(least, most, false));
  }

  /** The name in the progress of a run. */
  @Override
  public String toString() {
    return new Problem(operation, shape)
        + (threads == 1 ? "" : ", %d threads".formatted(threads))
        + (isa.options().isEmpty() ? "" : ", " + isa.id());
  }
}
