package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.util.SplittableRandom;

/**
 * The inputs of an operation, the same in each JVM. An operation uses those that it has.
 *
 * @param left of a product as it is stored, or the input of other operations
 * @param right of a product as it is stored, or the second input: an activation's output or a
 *     gradient
 * @param bias 1 x columns
 * @param labels a class for each row
 */
public record Operands(Matrix left, Matrix right, Matrix bias, int[] labels) {
  private static final long SEED = 20_240_917;

  /** Random ones: from -1 to 1 for products, from -8 to 8 for functions, positive for log. */
  public static Operands random(Task task) {
    Shape shape = task.shape();
    SplittableRandom random = new SplittableRandom(SEED);
    Matrix bias = uniform(random, 1, shape.columns(), -1, 1);
    int[] labels = random.ints(shape.rows(), 0, Math.max(shape.columns(), 2)).toArray();
    if (shape.isProduct()) {
      boolean left = shape.transposed() == Transposed.LEFT;
      boolean right = shape.transposed() == Transposed.RIGHT;
      return new Operands(
          left
              ? uniform(random, shape.inner(), shape.rows(), -1, 1)
              : uniform(random, shape.rows(), shape.inner(), -1, 1),
          right
              ? uniform(random, shape.columns(), shape.inner(), -1, 1)
              : uniform(random, shape.inner(), shape.columns(), -1, 1),
          bias,
          labels);
    }
    float least = task.operation() == Operation.LOG ? 0.01f : -8;
    return new Operands(
        uniform(random, shape.rows(), shape.columns(), least, 8),
        uniform(random, shape.rows(), shape.columns(), -1, 1),
        bias,
        labels);
  }

  private static Matrix uniform(
      SplittableRandom random, int rows, int columns, float least, float most) {
    Matrix made = Matrix.allocate(rows, columns);
    float[] array = made.array();
    int from = made.offset();
    for (int i = 0; i < rows * columns; i++) {
      array[from + i] = (float) (least + (most - least) * random.nextDouble());
    }
    return made;
  }

  /** Those of some rows and columns of the product alone. */
  Operands of(Shape shape, int[] rows, int[] columns) {
    int[] inner = java.util.stream.IntStream.range(0, shape.inner()).toArray();
    return new Operands(
        shape.transposed() == Transposed.LEFT ? part(left, inner, rows) : part(left, rows, inner),
        shape.transposed() == Transposed.RIGHT
            ? part(right, columns, inner)
            : part(right, inner, columns),
        part(bias, new int[1], columns),
        labels);
  }

  private static Matrix part(Matrix whole, int[] rows, int[] columns) {
    Matrix part = Matrix.allocate(rows.length, columns.length);
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        part.set(r, c, whole.get(rows[r], columns[c]));
      }
    }
    return part;
  }
}
