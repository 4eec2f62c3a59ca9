package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Shape;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Checks the result of a library against the scalar backend: a part of large products. */
final class Oracle {
  /** Multiplications that the scalar backend does in a fraction of a second, even interpreted. */
  private static final long MOST_PRODUCTS = 1 << 21;

  private static final int SIDE = 24;

  private Oracle() {}

  /**
   * What is wrong with the output of the first call; empty if it is right.
   *
   * @param exact whether each bit must be equal. Otherwise there is a tolerance for other orders of
   *     summation and other polynomials.
   */
  static Optional<String> objection(
      BenchmarkCase benchmark, Operands operands, Matrix output, boolean exact) {
    Shape shape = benchmark.shape();
    int[] rows = IntStream.range(0, output.rows()).toArray();
    int[] columns = IntStream.range(0, output.columns()).toArray();
    Operands inputs = operands;
    if (benchmark.operation().isProduct() && shape.elements() * shape.inner() > MOST_PRODUCTS) {
      rows = spread(shape.rows());
      columns = spread(shape.columns());
      inputs = operands.part(rows, columns);
    }
    try (Candidate oracle = FinegrainCandidates.open("scalar", 1, inputs)) {
      oracle.call().run();
      Matrix expected = oracle.output().get();
      for (int r = 0; r < rows.length; r++) {
        for (int c = 0; c < columns.length; c++) {
          float want = expected.get(r, c);
          float got = output.get(rows[r], columns[c]);
          if (exact
              ? Float.floatToIntBits(want) != Float.floatToIntBits(got)
              : !(Math.abs(got - want) <= tolerance(shape, want))) {
            return Optional.of(
                String.format(
                    Locale.ROOT,
                    "%s: element (%d, %d) is %s and should be %s",
                    benchmark,
                    rows[r],
                    columns[c],
                    got,
                    want));
          }
        }
      }
      return Optional.empty();
    }
  }

  private static double tolerance(Shape shape, float want) {
    return 1e-6 * shape.inner() + 1e-5 + 1e-5 * Math.abs(want);
  }

  /** Indices from the first to the last, at equal distances. */
  private static int[] spread(int size) {
    int count = Math.min(SIDE, size);
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1)))
        .toArray();
  }
}
