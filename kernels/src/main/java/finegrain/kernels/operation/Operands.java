package finegrain.kernels.operation;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.kernels.SparseMatrix;
import finegrain.kernels.operation.Operand.Axis;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The operands of a problem: what a call of its operation takes. */
public final class Operands {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -1e-39f,
    Float.MAX_VALUE,
    88.5f,
    -103.5f,
    1e4f,
    -1e4f,
    0x1p-13f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  /** If special values are asked for, one value in so many is special. */
  private static final int SPECIAL_SHARE = 4;

  /** The share of elements of a sparse matrix that are drawn to be not 0. */
  static final double NON_ZERO = 0.2;

  private final Problem problem;
  private final Matrix[] matrices;
  private final int[] indices;

  /** The first matrix without its zeros; empty if the operation does not take it so. */
  private final SparseMatrix sparse;

  private Operands(Problem problem, Matrix[] matrices, int[] indices) {
    this.problem = problem;
    this.matrices = matrices;
    this.indices = indices;
    sparse = SparseMatrix.of(problem.operation().isSparse() ? matrices[0] : Matrix.allocate(0, 0));
  }

  /**
   * The values of operands: uniform, from the least to the most.
   *
   * @param special whether one in four is a special number: a zero, a subnormal number, an
   *     infinity, NaN, or a number at which a function overflows
   */
  public record Values(float least, float most, boolean special) {}

  /**
   * Random operands, the same on every machine.
   *
   * @param seed of the random numbers
   * @param purpose distinguishes operands of the same seed
   */
  public static Operands random(Problem problem, long seed, int purpose, Values values) {
    List<Operand> operands = problem.operation().operands();
    Matrix[] matrices = new Matrix[operands.size()];
    for (int i = 0; i < matrices.length; i++) {
      Operand operand = operands.get(i);
      matrices[i] =
          Matrix.allocate(operand.rowCount(problem.shape()), operand.columnCount(problem.shape()));
      RandomStream stream = new RandomStream(seed, i, purpose, values.special ? 1 : 0);
      fill(matrices[i], stream, values);
      if (operand.role() == Operand.Role.SPARSE) {
        zero(matrices[i], stream);
      }
    }
    return new Operands(problem, matrices, problem.operation().indices().of(problem.shape()));
  }

  private static void fill(Matrix matrix, RandomStream stream, Values values) {
    float[] elements = new float[matrix.rows() * matrix.columns()];
    stream.uniform(0, elements);
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (values.most - values.least) * elements[i] + values.least;
      if (values.special) {
        int bits = stream.bits(elements.length + i);
        if (bits % SPECIAL_SHARE == 0) {
          elements[i] = SPECIAL[Math.floorMod(bits >> 4, SPECIAL.length)];
        }
      }
    }
    System.arraycopy(elements, 0, matrix.array(), matrix.offset(), elements.length);
  }

  /** Replaces elements by +0. It draws other numbers of the stream than {@link #fill}. */
  private static void zero(Matrix matrix, RandomStream stream) {
    float[] drawn = new float[matrix.rows() * matrix.columns()];
    // A multiple of four, as each block of the stream has four numbers.
    stream.uniform(8 * Math.ceilDiv(drawn.length, 4), drawn);
    for (int i = 0; i < drawn.length; i++) {
      if (drawn[i] >= NON_ZERO) {
        matrix.array()[matrix.offset() + i] = 0;
      }
    }
  }

  /** The problem whose operands these are. */
  public Problem problem() {
    return problem;
  }

  /** The matrices, in the order of the operation's parameters. */
  public List<Matrix> matrices() {
    return List.of(matrices);
  }

  /** A matrix, by its index among the operation's parameters. */
  public Matrix matrix(int i) {
    return matrices[i];
  }

  /** The labels or rows that the operation takes beside the matrices; empty if it takes none. */
  public int[] indices() {
    return indices.clone();
  }

  /** These operands with other matrices. */
  public Operands withMatrices(List<Matrix> others) {
    return new Operands(problem, others.toArray(Matrix[]::new), indices);
  }

  /** These operands with one matrix replaced. */
  public Operands withMatrix(int i, Matrix other) {
    Matrix[] replaced = matrices.clone();
    replaced[i] = other;
    return new Operands(problem, replaced, indices);
  }

  /** These operands with other labels or rows. */
  public Operands withIndices(int... others) {
    return new Operands(problem, matrices, others.clone());
  }

  /** A copy, whose matrices have no gaps between the rows. */
  public Operands copy() {
    return part(
        problem,
        IntStream.range(0, problem.shape().rows()).toArray(),
        IntStream.range(0, problem.shape().columns()).toArray());
  }

  /** A copy of the operands on which some rows and columns of a product depend. */
  public Operands part(int[] rows, int[] columns) {
    Shape shape = problem.shape();
    Shape smaller =
        shape.geometry() instanceof Geometry.Flat
            ? new Shape(rows.length, columns.length, shape.inner(), shape.transposed())
            : new Shape(rows.length, shape.geometry());
    return part(new Problem(problem.operation(), smaller), rows, columns);
  }

  private Operands part(Problem smaller, int[] rows, int[] columns) {
    List<Operand> operands = problem.operation().operands();
    Matrix[] parts = new Matrix[matrices.length];
    for (int i = 0; i < parts.length; i++) {
      Axis axis = operands.get(i).rows(problem.shape());
      // A part has all samples, so a part of a part has more of them than rows.
      int[] from =
          axis == Axis.SAMPLES
              ? IntStream.range(0, matrices[i].rows()).toArray()
              : along(axis, rows, columns);
      int[] across = along(operands.get(i).columns(problem.shape()), rows, columns);
      parts[i] = Matrix.allocate(from.length, across.length);
      for (int r = 0; r < from.length; r++) {
        for (int c = 0; c < across.length; c++) {
          parts[i].set(r, c, matrices[i].get(from[r], across[c]));
        }
      }
    }
    return new Operands(smaller, parts, problem.operation().indices().part(indices, rows));
  }

  private int[] along(Axis axis, int[] rows, int[] columns) {
    return switch (axis) {
      case ONE -> new int[1];
      case ROWS -> rows;
      case SAMPLES -> throw new IllegalArgumentException("samples are rows");
      case COLUMNS -> columns;
      case POSITIONS -> positions(rows);
      default -> IntStream.range(0, axis.length(problem.shape())).toArray();
    };
  }

  /** The pixels of some samples, among those of all. */
  private int[] positions(int[] rows) {
    int count = problem.shape().image().positions();
    return IntStream.of(rows)
        .flatMap(row -> IntStream.range(row * count, (row + 1) * count))
        .toArray();
  }

  /** Calls the operation on these matrices themselves. It allocates nothing. */
  public void run(Kernels kernels) {
    problem.operation().run(kernels, problem.shape(), sparse, matrices, indices);
  }

  /** The matrices that the operation writes. */
  public List<Matrix> written() {
    List<Operand> operands = problem.operation().operands();
    return IntStream.range(0, matrices.length)
        .filter(i -> operands.get(i).isWritten())
        .mapToObj(i -> matrices[i])
        .toList();
  }

  /** The matrix that is the operation's {@linkplain Operation#result result}. */
  public Matrix result() {
    return matrices[problem.operation().result()];
  }

  /** The problem, and the shapes of the matrices. */
  @Override
  public String toString() {
    return problem + " on " + Arrays.toString(matrices);
  }
}
