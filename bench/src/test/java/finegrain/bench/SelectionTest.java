package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.Library;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final List<Operation> MATMUL = List.of(Operation.MATMUL);

  @Test
  void measuresTheSeventeenShapesUnlessToldOtherwise() {
    List<BenchmarkCase> benchmarks =
        Selection.benchmarks(MATMUL, List.of(), List.of(1), false, false);
    assertThat(benchmarks).hasSize(17).doesNotHaveDuplicates();
    assertThat(benchmarks)
        .extracting(benchmark -> benchmark.shape().toString())
        .contains("2048x2048x2048", "784x560x32:left", "97x89x101");
  }

  @Test
  void measuresMoreSquaresForAPlotAndFewerShapesQuickly() {
    assertThat(Selection.benchmarks(MATMUL, List.of(), List.of(1), false, true))
        .hasSizeGreaterThan(17)
        .doesNotHaveDuplicates();
    assertThat(Selection.benchmarks(MATMUL, List.of(), List.of(1), true, false)).hasSizeLessThan(6);
  }

  @Test
  void givesEachOperationTheShapesThatSuitIt() {
    List<Operation> operations = List.of(Operation.MATMUL, Operation.EXP);
    List<Shape> shapes = Stream.of("8x8x8", "4096").map(Shape::parse).toList();
    assertThat(Selection.benchmarks(operations, shapes, List.of(1, 2), false, false))
        .containsExactly(
            new BenchmarkCase(Operation.MATMUL, shapes.getFirst(), 1),
            new BenchmarkCase(Operation.MATMUL, shapes.getFirst(), 2),
            new BenchmarkCase(Operation.EXP, shapes.getLast(), 1));
    assertThatThrownBy(
            () -> Selection.benchmarks(operations, shapes.subList(0, 1), List.of(1), false, false))
        .hasMessageStartingWith("--shapes: none suits exp");
    assertThatThrownBy(() -> Selection.benchmarks(MATMUL, shapes, List.of(1), false, false))
        .hasMessageStartingWith("--shapes: 1x4096 suits none");
  }

  @Test
  void readsNames() {
    assertThat(Selection.operations(List.of("elementwise", "exp")))
        .containsExactly(Operation.EXP, Operation.RELU, Operation.TANH, Operation.SOFTMAX);
    assertThat(Selection.operations(List.of("fused")))
        .contains(Operation.DENSE_RELU, Operation.DENSE_TANH)
        .doesNotContain(Operation.MATMUL);
    assertThat(Selection.operations(List.of("all"))).containsExactly(Operation.values());
    assertThat(Selection.rivals(List.of("ejml", "onednn", "ejml")))
        .containsExactly(Library.EJML, Library.ONEDNN);
    assertThat(Selection.rivals(List.of("none"))).isEmpty();
    assertThatThrownBy(() -> Selection.rivals(List.of("atlas"))).hasMessageContaining("\"atlas\"");
    assertThatThrownBy(() -> Selection.rivals(List.of("parts"))).hasMessageContaining("\"parts\"");
    assertThatThrownBy(() -> Selection.operations(List.of("sin"))).hasMessageContaining("\"sin\"");
    assertThatThrownBy(() -> Selection.threads(List.of(0))).hasMessageContaining("not 0");
  }
}
