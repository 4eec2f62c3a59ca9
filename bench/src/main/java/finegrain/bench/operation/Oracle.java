package finegrain.bench.operation;

import finegrain.kernels.Matrix;
import finegrain.kernels.operation.Geometry;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.Locale;
import java.util.Optional;

/** Checks the result of a library against the scalar backend: a part of large products. */
final class Oracle {
  private Oracle() {}

  /**
   * What is wrong with the output of the first call; empty if it is right.
   *
   * @param exact whether each bit must be equal. Otherwise there is a tolerance for other orders of
   *     summation and other polynomials.
   */
  static Optional<String> objection(
      BenchmarkCase benchmark, Operands operands, Matrix output, boolean exact) {
    Part part = Part.of(operands);
    try (Candidate oracle = FinegrainCandidates.open("scalar", 1, part.operands())) {
      oracle.call().run();
      Matrix expected = oracle.output().get();
      double terms = terms(benchmark.operation(), benchmark.shape());
      for (int r = 0; r < part.rows().length; r++) {
        for (int c = 0; c < part.columns().length; c++) {
          float want = expected.get(r, c);
          float got = output.get(part.rows()[r], part.columns()[c]);
          if (exact
              ? Float.floatToIntBits(want) != Float.floatToIntBits(got)
              : !(Math.abs(got - want) <= tolerance(terms, want))) {
            return Optional.of(
                String.format(
                    Locale.ROOT,
                    "%s: element (%d, %d) is %s and should be %s",
                    benchmark,
                    part.rows()[r],
                    part.columns()[c],
                    got,
                    want));
          }
        }
      }
      return Optional.empty();
    }
  }

  private static double tolerance(double terms, float want) {
    return 1e-6 * terms + 1e-5 + 1e-5 * Math.abs(want);
  }

  /** The terms of the longest sum of an element. */
  private static double terms(Operation operation, Shape shape) {
    return switch (shape.geometry()) {
      case Geometry.Flat _ -> shape.inner();
      case Geometry.Pixels(var image) -> (double) shape.rows() * image.positions();
      case Geometry.Convolved(var convolution) ->
          switch (operation) {
            case CONVOLUTION_WEIGHT_GRADIENT, DENSE_WEIGHT_GRADIENT ->
                (double) shape.rows() * convolution.output().positions();
            case CONVOLUTION_INPUT_GRADIENT ->
                (double) convolution.kernel() * convolution.kernel() * convolution.filters();
            default -> convolution.inner();
          };
      case Geometry.Attended(var attention) -> attention.tokens() + attention.size();
    };
  }
}
