package finegrain.trainer.repro;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.operation.Geometry;
import finegrain.kernels.operation.Operand;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Problem;
import finegrain.kernels.operation.Shape;
import java.util.List;

/**
 * A call of one operation of {@link Kernels} on random operands.
 *
 * @param operation its name in the list of hashes, such as {@code matmul, left side transposed}
 * @param size in words
 * @param operands of the call; never written
 * @param chosen the rows of the first operand that stand in its place, in this order; empty if the
 *     operand itself does
 */
record KernelCase(String operation, String size, Operands operands, List<Integer> chosen) {
  private static final long SEED = 20_260_101;

  /** The purposes of random numbers from here on are this package's. */
  private static final int FIRST_PURPOSE = 1_000_000;

  /**
   * A case whose operands are random numbers from -4 to 4.
   *
   * @param number of the operation among all, by which its operands differ from others'
   * @param special whether one in four is a special number: zeros, subnormals, infinities, NaN
   */
  static KernelCase of(String operation, int number, Problem problem, Shape size, boolean special) {
    return new KernelCase(
        operation,
        words(problem.shape(), size) + (special ? ", special values" : ""),
        Operands.random(problem, SEED, FIRST_PURPOSE + number, new Operands.Values(-4, 4, special)),
        List.of());
  }

  /** The size asked for; of images and tokens the shape that was made from it. */
  private static String words(Shape shape, Shape size) {
    return shape.geometry() instanceof Geometry.Flat
        ? "%d x %d x %d".formatted(size.rows(), size.inner(), size.columns())
        : shape.toString();
  }

  /** Runs the operation on copies of the operands; what it has written. */
  List<Matrix> run(Kernels kernels) {
    Operands copies = operands.copy();
    if (!chosen.isEmpty()) {
      Matrix gathered = Matrix.allocate(chosen.size(), copies.matrix(0).columns());
      kernels.gather(
          copies.matrix(0), chosen.stream().mapToInt(Integer::intValue).toArray(), gathered);
      copies = copies.withMatrix(0, gathered);
    }
    copies.run(kernels);
    return copies.written();
  }

  /** The names of what {@link #run} returns. */
  List<String> names() {
    return operands.problem().operation().operands().stream()
        .filter(Operand::isWritten)
        .map(Operand::name)
        .toList();
  }
}
