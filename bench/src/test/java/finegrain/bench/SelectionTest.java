package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.Library;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final List<Operation> MATMUL = List.of(Operation.MATMUL);
  private static final List<InstructionSet> OWN = List.of(InstructionSet.ofThisJvm());

  @Test
  void measuresTheSeventeenShapesUnlessToldOtherwise() {
    List<BenchmarkCase> benchmarks =
        Selection.benchmarks(MATMUL, List.of(), List.of(1), OWN, false, false);
    assertThat(benchmarks).hasSize(17).doesNotHaveDuplicates();
    assertThat(benchmarks)
        .extracting(benchmark -> benchmark.shape().toString())
        .contains("2048x2048x2048", "784x560x32:left", "97x89x101");
  }

  @Test
  void measuresMoreSquaresForAPlotAndFewerShapesQuickly() {
    assertThat(Selection.benchmarks(MATMUL, List.of(), List.of(1), OWN, false, true))
        .hasSizeGreaterThan(17)
        .doesNotHaveDuplicates();
    assertThat(Selection.benchmarks(MATMUL, List.of(), List.of(1), OWN, true, false))
        .hasSizeLessThan(6);
  }

  @Test
  void givesEachOperationTheShapesThatSuitIt() {
    List<Operation> operations = List.of(Operation.MATMUL, Operation.EXP);
    List<Shape> shapes = Stream.of("8x8x8", "4096").map(Shape::parse).toList();
    assertThat(Selection.benchmarks(operations, shapes, List.of(1, 2), OWN, false, false))
        .containsExactly(
            new BenchmarkCase(Operation.MATMUL, shapes.getFirst(), 1),
            new BenchmarkCase(Operation.MATMUL, shapes.getFirst(), 2),
            new BenchmarkCase(Operation.EXP, shapes.getLast(), 1));
    assertThat(
            Selection.benchmarks(
                List.of(Operation.GELU, Operation.MAX_POOL),
                List.of(),
                List.of(1, 2),
                OWN,
                true,
                false))
        .extracting(BenchmarkCase::threads)
        .containsExactly(1, 2, 1, 2);
    assertThatThrownBy(
            () ->
                Selection.benchmarks(
                    operations, shapes.subList(0, 1), List.of(1), OWN, false, false))
        .hasMessageStartingWith("--shapes: none suits exp");
    assertThatThrownBy(() -> Selection.benchmarks(MATMUL, shapes, List.of(1), OWN, false, false))
        .hasMessageStartingWith("--shapes: 1x4096 suits none");
  }

  /** Those of ResNet-20 and of ResNet-18 at 32 x 32 pixels, three passes each. */
  @Test
  void measuresTheConvolutionsOfTwoNetworks() {
    List<BenchmarkCase> benchmarks =
        Selection.benchmarks(
            Selection.operations(List.of("convolution")), List.of(), List.of(1), OWN, false, false);
    assertThat(benchmarks).hasSize(3 * 13).doesNotHaveDuplicates();
    assertThat(benchmarks.getFirst()).hasToString("convolution 32x32x32x3:3s1:16");
    assertThat(benchmarks.getLast()).hasToString("convolution-weight-gradient 32x4x4x512:3s1:512");
  }

  @Test
  void measuresEachClassOfInstructions() {
    List<InstructionSet> isas =
        Selection.isas(
            List.of("avx2", "AVX512", "avx2"), List.of(Library.ONEDNN, Library.EJML), _ -> true);
    assertThat(isas).extracting(InstructionSet::id).containsExactly("avx2", "avx512");
    assertThat(isas.getFirst().options())
        .containsExactly("-XX:UseAVX=2", "-Dfinegrain.onednn.isa=avx2");
    List<Shape> shapes = Stream.of("8x8x8", "9x9x9").map(Shape::parse).toList();
    assertThat(Selection.benchmarks(MATMUL, shapes, List.of(1), isas, false, false))
        .extracting(BenchmarkCase::toString)
        .containsExactly(
            "matmul 8x8x8, avx2", "matmul 9x9x9, avx2",
            "matmul 8x8x8, avx512", "matmul 9x9x9, avx512");
  }

  @Test
  void measuresWhatTheJvmUsesUnlessToldOtherwise() {
    List<InstructionSet> isas = Selection.isas(List.of(), List.of(Library.MKL), _ -> false);
    assertThat(isas).isEqualTo(OWN);
    assertThat(isas.getFirst().options()).isEmpty();
  }

  @Test
  void refusesAClassThatIsUnknownOrMissingOrCannotBeHeldByARival() {
    assertThatThrownBy(() -> Selection.isas(List.of("sse"), List.of(), _ -> true))
        .hasMessage("--isa: there is no class \"sse\"; choose from avx2, avx512");
    assertThatThrownBy(
            () ->
                Selection.isas(
                    List.of("avx2", "avx512"), List.of(), isa -> isa.id().equals("avx2")))
        .hasMessage(
            "--isa: this processor has no avx512; a JVM on it uses "
                + InstructionSet.ofThisJvm().id());
    assertThatThrownBy(
            () ->
                Selection.isas(
                    List.of("avx2"),
                    List.of(Library.ONEDNN, Library.OPENBLAS, Library.MKL),
                    _ -> true))
        .hasMessage(
            "--isa cannot limit openblas and mkl; with --isa, --rivals may name onednn, netlib,"
                + " ejml, or none");
  }

  @Test
  void readsNames() {
    assertThat(Selection.operations(List.of("elementwise", "exp")))
        .containsExactly(Operation.EXP, Operation.RELU, Operation.TANH, Operation.SOFTMAX);
    assertThat(Selection.operations(List.of("fused")))
        .contains(Operation.DENSE_RELU, Operation.DENSE_TANH)
        .doesNotContain(Operation.MATMUL);
    assertThat(Selection.operations(List.of("all"))).containsExactly(Operation.values());
    assertThat(Selection.operations(List.of("convolution")))
        .containsExactly(
            Operation.CONVOLUTION,
            Operation.CONVOLUTION_INPUT_GRADIENT,
            Operation.CONVOLUTION_WEIGHT_GRADIENT);
    assertThat(Selection.operations(List.of("attention", "normalisation", "pooling", "steps")))
        .contains(Operation.ATTENTION_GRADIENT, Operation.LAYER_NORMALISE_GRADIENT)
        .contains(Operation.MAX_POOL_GRADIENT, Operation.ADAMW_STEP)
        .doesNotHaveDuplicates();
    assertThat(Selection.rivals(List.of("ejml", "onednn", "ejml")))
        .containsExactly(Library.EJML, Library.ONEDNN);
    assertThat(Selection.rivals(List.of("none"))).isEmpty();
    assertThatThrownBy(() -> Selection.rivals(List.of("atlas"))).hasMessageContaining("\"atlas\"");
    assertThatThrownBy(() -> Selection.rivals(List.of("parts"))).hasMessageContaining("\"parts\"");
    assertThatThrownBy(() -> Selection.operations(List.of("sin"))).hasMessageContaining("\"sin\"");
    assertThatThrownBy(() -> Selection.threads(List.of(0))).hasMessageContaining("not 0");
  }
}
