package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The inputs of an operation, the same in each JVM. An operation uses those that it has.
 *
 * @param left of a product as it is stored, or the input of other operations; the samples that are
 *     chosen from where rows are gathered
 * @param right of a product as it is stored, or the second input: an activation's output or a
 *     gradient
 * @param bias 1 x columns
 * @param labels a class for each row
 * @param chosen rows of the samples, where rows are gathered
 */
public record Operands(Matrix left, Matrix right, Matrix bias, int[] labels, int[] chosen) {
  private static final long SEED = 20_240_917;

  /** Of 784 floats each they fill no second-level cache. */
  private static final int SAMPLES = 4096;

  /** Random ones: from -1 to 1 for products, from -8 to 8 for functions, positive for log. */
  public static Operands random(Task task) {
    Shape shape = task.shape();
    Operation operation = task.operation();
    SplittableRandom random = new SplittableRandom(SEED);
    Matrix bias = uniform(random, 1, shape.columns(), -1, 1);
    int classes =
        switch (operation) {
          case BINARY_CROSS_ENTROPY, BINARY_CROSS_ENTROPY_GRADIENT -> 2;
          default -> shape.columns();
        };
    int[] labels = random.ints(shape.rows(), 0, classes).toArray();
    if (!shape.isProduct()) {
      float least = operation == Operation.LOG ? 0.01f : -8;
      return new Operands(
          uniform(random, shape.rows(), shape.columns(), least, 8),
          uniform(random, shape.rows(), shape.columns(), -1, 1),
          bias,
          labels,
          new int[0]);
    }
    boolean left = shape.transposed() == Transposed.LEFT;
    boolean right = shape.transposed() == Transposed.RIGHT;
    int rowsOfLeft = left ? shape.inner() : shape.rows();
    int[] chosen = operation.gathers() ? random.ints(rowsOfLeft, 0, SAMPLES).toArray() : new int[0];
    return new Operands(
        uniform(
            random,
            operation.gathers() ? SAMPLES : rowsOfLeft,
            left ? shape.rows() : shape.inner(),
            -1,
            1),
        right
            ? uniform(random, shape.columns(), shape.inner(), -1, 1)
            : uniform(random, shape.inner(), shape.columns(), -1, 1),
        bias,
        labels,
        chosen);
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
    int[] inner = IntStream.range(0, shape.inner()).toArray();
    boolean transposed = shape.transposed() == Transposed.LEFT;
    int[] rowsOfLeft = transposed ? inner : rows;
    return new Operands(
        part(
            left,
            chosen.length == 0
                ? rowsOfLeft
                : Arrays.stream(rowsOfLeft).map(row -> chosen[row]).toArray(),
            transposed ? rows : inner),
        shape.transposed() == Transposed.RIGHT
            ? part(right, columns, inner)
            : part(right, inner, columns),
        part(bias, new int[1], columns),
        labels,
        chosen.length == 0 ? chosen : IntStream.range(0, rowsOfLeft.length).toArray());
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
