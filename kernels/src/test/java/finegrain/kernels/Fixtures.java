package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.operation.Operand;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Random matrices inside larger arrays, and comparison of their raw bits. */
final class Fixtures {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_NORMAL,
    1e-39f,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  /** Additional labels and row indices that an operation must not read. */
  private static final int SPARE = 3;

  private Fixtures() {}

  /** Zeros, subnormals, the largest float, infinities and NaN. */
  static float[] special() {
    return SPECIAL.clone();
  }

  /** Values around 0 with many exponents. If asked for, one in 50 is special. */
  static float value(SplittableRandom random, boolean special) {
    if (special && random.nextInt(50) == 0) {
      return SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return (float) (random.nextGaussian() * Math.exp(random.nextDouble(-4, 2)));
  }

  /**
   * A random matrix with gaps between its rows, in an array whose other elements are random too.
   */
  static Matrix matrix(SplittableRandom random, int rows, int columns, boolean special) {
    int stride = columns + random.nextInt(1, 9);
    int offset = random.nextInt(0, 20);
    float[] array = new float[offset + rows * stride + random.nextInt(0, 20)];
    for (int i = 0; i < array.length; i++) {
      array[i] = value(random, special);
    }
    return Matrix.of(array, offset, rows, columns, stride);
  }

  /** The same, but one time in three without gaps between the rows. */
  static Matrix maybeDense(SplittableRandom random, int rows, int columns, boolean special) {
    Matrix gaps = matrix(random, rows, columns, special);
    return random.nextInt(3) > 0
        ? gaps
        : Matrix.of(gaps.array(), gaps.offset(), rows, columns, columns);
  }

  /** Random operands in matrices with gaps between the rows. */
  static Operands operands(Problem problem, SplittableRandom random) {
    List<Matrix> matrices = new ArrayList<>();
    for (Operand operand : problem.operation().operands()) {
      Matrix matrix =
          matrix(
              random,
              operand.rowCount(problem.shape()),
              operand.columnCount(problem.shape()),
              false);
      if (operand.role() == Operand.Role.SPARSE) {
        makeSparse(random, matrix);
      }
      matrices.add(matrix);
    }
    return operands(problem, matrices);
  }

  /** Replaces four in five elements by +0 or -0. */
  static void makeSparse(SplittableRandom random, Matrix matrix) {
    for (int row = 0; row < matrix.rows(); row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        if (random.nextInt(5) > 0) {
          matrix.set(row, column, random.nextBoolean() ? 0f : -0f);
        }
      }
    }
  }

  /**
   * The operands of a problem in some matrices. There are more labels than rows. No label is the
   * last class, so that logits without its column are wrong only in their shape.
   */
  static Operands operands(Problem problem, List<Matrix> matrices) {
    Operands operands =
        Operands.random(problem, 1, 0, new Operands.Values(-4, 4, false)).withMatrices(matrices);
    int[] indices = operands.indices();
    if (problem.operation().method().startsWith("crossEntropy")) {
      int last = Math.max(0, problem.shape().columns() - 2);
      indices = Arrays.stream(indices).map(label -> Math.min(label, last)).toArray();
    }
    return operands.withIndices(Arrays.copyOf(indices, indices.length + SPARE));
  }

  static int[] labels(SplittableRandom random, int rows, int classes) {
    return random.ints(rows + random.nextInt(0, 3), 0, classes).toArray();
  }

  /** The elements of a view, row after row. */
  static float[] elements(Matrix x) {
    float[] elements = new float[x.rows() * x.columns()];
    for (int row = 0; row < x.rows(); row++) {
      System.arraycopy(x.array(), x.rowOffset(row), elements, row * x.columns(), x.columns());
    }
    return elements;
  }

  /** The same view of a copy of the array. */
  static Matrix copy(Matrix x) {
    return Matrix.of(x.array().clone(), x.offset(), x.rows(), x.columns(), x.stride());
  }

  /** Asserts that two values differ by at most a bound. NaN differs from everything. */
  static void assertClose(double actual, double expected, double bound) {
    if (!(Math.abs(actual - expected) <= bound)) {
      throw new AssertionError(
          "%s is not within %s of %s, but off by %s"
              .formatted(actual, bound, expected, Math.abs(actual - expected)));
    }
  }

  /**
   * Asserts that two arrays are equal bit for bit, inside the view and outside it, where nothing
   * may have been written. All NaN are equal.
   */
  static void assertSameBits(Matrix actual, Matrix expected, String what) {
    float[] a = actual.array();
    float[] e = expected.array();
    assertThat(a).hasSameSizeAs(e);
    for (int i = 0; i < a.length; i++) {
      if (Float.floatToIntBits(a[i]) != Float.floatToIntBits(e[i])) {
        int at = i - actual.offset();
        int column = actual.stride() == 0 ? 0 : Math.floorMod(at, actual.stride());
        boolean inside =
            at >= 0 && column < actual.columns() && at / actual.stride() < actual.rows();
        throw new AssertionError(
            "%s %s: element %d (row %d, column %d, %s) is %s (%08x), expected %s (%08x)"
                .formatted(
                    what,
                    actual,
                    i,
                    Math.floorDiv(at, Math.max(1, actual.stride())),
                    column,
                    inside ? "inside" : "OUTSIDE the view",
                    a[i],
                    Float.floatToRawIntBits(a[i]),
                    e[i],
                    Float.floatToRawIntBits(e[i])));
      }
    }
  }
}
