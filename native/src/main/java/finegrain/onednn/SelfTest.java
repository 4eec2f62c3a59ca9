package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.Transposed;
import java.util.Optional;
import java.util.SplittableRandom;

/** A short comparison with the scalar backend, for a library that loads and computes wrongly. */
final class SelfTest {
  /** Share of the largest magnitude that a result may be off: many times what rounding does. */
  private static final float TOLERANCE = 1e-4f;

  private static final int ROWS = 19;
  private static final int COLUMNS = 37;
  private static final int INNER = 53;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Kernels tested;
  private final Kernels oracle;

  private SelfTest(Kernels tested, Kernels oracle) {
    this.tested = tested;
    this.oracle = oracle;
  }

  /** What is wrong with some kernels; empty if nothing is. */
  static Optional<String> failure(Kernels tested) {
    try (Kernels oracle = new ScalarBackend().open()) {
      return new SelfTest(tested, oracle).failure();
    }
  }

  private interface Operation {
    void run(Kernels kernels, Matrix output);
  }

  private Optional<String> failure() {
    Matrix a = matrix(ROWS, INNER);
    Matrix b = matrix(INNER, COLUMNS);
    Matrix aTransposed = matrix(INNER, ROWS);
    Matrix bTransposed = matrix(COLUMNS, INNER);
    Matrix bias = matrix(1, COLUMNS);
    Matrix x = matrix(ROWS, COLUMNS);
    return compare("matmul", (k, y) -> k.matmul(Transposed.NONE, a, b, y))
        .or(() -> compare("matmul, left", (k, y) -> k.matmul(Transposed.LEFT, aTransposed, b, y)))
        .or(() -> compare("matmul, right", (k, y) -> k.matmul(Transposed.RIGHT, a, bTransposed, y)))
        .or(() -> compare("matmulAdd", (k, y) -> k.matmulAdd(Transposed.NONE, a, b, y)))
        .or(() -> compare("dense", (k, y) -> k.dense(a, b, bias, Activation.RELU, y)))
        .or(() -> compare("tanh", (k, y) -> k.activate(Activation.TANH, x, y)))
        .or(() -> compare("exp", (k, y) -> k.exp(x, y)))
        .or(() -> compare("sigmoid", (k, y) -> k.sigmoid(x, y)))
        .or(() -> compare("softmax", (k, y) -> k.softmax(x, y)))
        .or(() -> compare("logSoftmax", (k, y) -> k.logSoftmax(x, y)));
  }

  private Matrix matrix(int rows, int columns) {
    Matrix x = Matrix.allocate(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        x.set(row, column, (float) random.nextGaussian());
      }
    }
    return x;
  }

  private Optional<String> compare(String operation, Operation run) {
    Matrix actual = Matrix.allocate(ROWS, COLUMNS);
    Matrix expected = Matrix.allocate(ROWS, COLUMNS);
    run.run(tested, actual);
    run.run(oracle, expected);
    float largest = 1;
    for (float value : expected.array()) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        float difference = Math.abs(actual.get(row, column) - expected.get(row, column));
        if (!(difference <= TOLERANCE * largest)) {
          return Optional.of(
              "its self-test failed: %s gives %s instead of %s"
                  .formatted(operation, actual.get(row, column), expected.get(row, column)));
        }
      }
    }
    return Optional.empty();
  }
}
