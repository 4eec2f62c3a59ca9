package finegrain.bench.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Matrix;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every library that needs no large download, against the oracle. */
class LibraryTest {
  private static final List<String> PRODUCTS =
      List.of("1x1x1", "7x5x3", "33x17x65", "9x31x16:left", "9x31x16:right", "200x150x300");
  private static final List<String> LAYERS =
      List.of("7x5x3", "33x17x65", "9x31x16:left", "200x150x300", "300x200x100:left");
  private static final List<String> OTHERS = List.of("1", "77", "9x33", "50x1");

  static Stream<Arguments> benchmarks() {
    return Stream.of(
            Library.FINEGRAIN,
            Library.PARTS,
            Library.SCALAR,
            Library.ONEDNN,
            Library.NETLIB,
            Library.EJML)
        .flatMap(
            library ->
                Arrays.stream(Operation.values())
                    .filter(library::has)
                    .flatMap(
                        operation ->
                            shapes(operation)
                                .map(
                                    shape ->
                                        Arguments.of(
                                            library, new BenchmarkCase(operation, shape, 1)))));
  }

  private static Stream<Shape> shapes(Operation operation) {
    return Stream.of(PRODUCTS, LAYERS, OTHERS)
        .flatMap(List::stream)
        .map(Shape::parse)
        .distinct()
        .filter(operation::accepts);
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void computesWhatTheOracleDoes(Library library, BenchmarkCase benchmark) {
    Operands operands = benchmark.operands();
    try (Candidate candidate = library.open(benchmark, operands)) {
      candidate.call().run();
      assertThat(
              Oracle.objection(
                  benchmark, operands, candidate.output().get(), library.referenceBits()))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FINEGRAIN", "PARTS", "ONEDNN"})
  void computesWithTwoThreadsToo(Library library) {
    computesWhatTheOracleDoes(
        library, new BenchmarkCase(Operation.DENSE_RELU, Shape.parse("500x300x200"), 2));
  }

  static Stream<BenchmarkCase> wrong() {
    return Stream.of("33x17x65", "300x200x100", "300x200x100:left", "300x200x100:right")
        .map(shape -> new BenchmarkCase(Operation.MATMUL, Shape.parse(shape), 1));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void theOracleSeesWhatIsWrong(BenchmarkCase benchmark) {
    Operands operands = benchmark.operands();
    try (Candidate candidate = Library.FINEGRAIN.open(benchmark, operands)) {
      candidate.call().run();
      Matrix output = candidate.output().get();
      int row = output.rows() - 1;
      int column = output.columns() - 1;
      float right = output.get(row, column);
      output.set(row, column, Math.nextUp(right));
      assertThat(Oracle.objection(benchmark, operands, output, true)).isPresent();
      assertThat(Oracle.objection(benchmark, operands, output, false)).isEmpty();
      output.set(row, column, right + 0.01f);
      assertThat(Oracle.objection(benchmark, operands, output, false)).isPresent();
      output.set(row, column, Float.NaN);
      assertThat(Oracle.objection(benchmark, operands, output, false)).isPresent();
    }
  }

  @Test
  void aLibraryThatIsNotThereSaysSo() {
    BenchmarkCase benchmark = new BenchmarkCase(Operation.MATMUL, Shape.parse("2x2x2"), 1);
    assertThatThrownBy(() -> Library.MKL.open(benchmark, benchmark.operands()))
        .isInstanceOf(UnavailableException.class);
  }
}
