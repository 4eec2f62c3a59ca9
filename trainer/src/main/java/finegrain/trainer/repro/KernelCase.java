package finegrain.trainer.repro;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of one operation of {@link Kernels} on made-up operands.
 *
 * @param operation which one, and how, such as {@code matmul, left side transposed}
 * @param size in words
 * @param operands in the order of its parameters; never written
 * @param outputs which operands it writes to, by their names
 * @param call the call itself
 */
record KernelCase(
    String operation, String size, List<Matrix> operands, List<Output> outputs, Call call) {
  private static final long SEED = 20_260_101;

  /** Purposes of random numbers from here on are this package's. */
  private static final int FIRST_PURPOSE = 1_000_000;

  /** Among the special operands one in so many is of these. */
  private static final int SPECIAL_SHARE = 4;

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

  /** Rows and columns. */
  record Shape(int rows, int columns) {}

  /** An operand that is written to. */
  record Output(String name, int operand) {}

  /** Calls an operation with some operands. */
  interface Call {
    void run(Kernels kernels, Matrix... operands);
  }

  /**
   * A case with operands from the counter-based generator: numbers from -4 to 4.
   *
   * @param number of the operation among all
   * @param special whether one in four is a special number: zeros, subnormals, infinities, NaN
   */
  static KernelCase of(
      String operation,
      int number,
      String size,
      boolean special,
      List<Shape> shapes,
      List<Output> outputs,
      Call call) {
    List<Matrix> operands = new ArrayList<>();
    for (Shape shape : shapes) {
      RandomStream stream =
          new RandomStream(SEED, operands.size(), FIRST_PURPOSE + number, special ? 1 : 0);
      operands.add(operand(stream, shape, special));
    }
    return new KernelCase(
        operation, special ? size + ", special values" : size, operands, outputs, call);
  }

  private static Matrix operand(RandomStream stream, Shape shape, boolean special) {
    float[] elements = new float[shape.rows() * shape.columns()];
    stream.uniform(0, elements);
    for (int i = 0; i < elements.length; i++) {
      elements[i] = 8 * elements[i] - 4;
      if (special) {
        int bits = stream.bits(elements.length + i);
        if (bits % SPECIAL_SHARE == 0) {
          elements[i] = SPECIAL[Math.floorMod(bits >> 4, SPECIAL.length)];
        }
      }
    }
    return Matrix.of(shape.rows(), shape.columns(), elements);
  }

  /** Runs the operation on copies of the operands; what it has written. */
  List<Matrix> run(Kernels kernels) {
    Matrix[] copies = operands.stream().map(KernelCase::copy).toArray(Matrix[]::new);
    call.run(kernels, copies);
    return outputs.stream().map(output -> copies[output.operand()]).toList();
  }

  /** The names of what {@link #run} returns. */
  List<String> names() {
    return outputs.stream().map(Output::name).toList();
  }

  private static Matrix copy(Matrix matrix) {
    Matrix copy = Matrix.allocate(matrix.rows(), matrix.columns());
    for (int row = 0; row < matrix.rows(); row++) {
      System.arraycopy(
          matrix.array(),
          matrix.rowOffset(row),
          copy.array(),
          copy.rowOffset(row),
          matrix.columns());
    }
    return copy;
  }
}
