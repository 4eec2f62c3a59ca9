package finegrain.bench.operation;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Problem;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartTest {
  /** Large enough to be cut, and small enough for the scalar backend as a whole. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "matmul 131x129x130",
        "matmul 131x129x130:right",
        "convolution 5x14x13x11:3s1:29",
        "convolution-relu 5x29x26x11:3s2:29",
        "convolution-input-gradient 5x14x13x11:3s1:29",
        "convolution-input-gradient 5x29x26x11:3s2:29",
        "convolution-weight-gradient 11x30x28x7:3s1:9",
        "dense-weight-gradient 5x1x60x97:1s1:89",
        "attention 7x33x160:5",
        "attention-gradient 7x33x160:5"
      })
  void theResultOfAPartIsThePartOfTheResult(String line) {
    Operands whole =
        Operands.random(Problem.parse(line), 7, 0, new Operands.Values(-1, 1, false)).copy();
    Part part = Part.of(whole);
    assertThat(part.operands().problem().shape()).isNotEqualTo(whole.problem().shape());
    try (Kernels scalar = new ScalarBackend().open()) {
      whole.run(scalar);
      part.operands().run(scalar);
    }
    Matrix expected = whole.result();
    Matrix actual = part.operands().result();
    assertThat(actual.rows()).isEqualTo(part.rows().length);
    assertThat(actual.columns()).isEqualTo(part.columns().length);
    for (int row = 0; row < actual.rows(); row++) {
      for (int column = 0; column < actual.columns(); column++) {
        assertThat(actual.get(row, column))
            .isEqualTo(expected.get(part.rows()[row], part.columns()[column]));
      }
    }
    // Both ends of the result are checked.
    assertThat(Arrays.stream(part.rows()).max()).hasValue(expected.rows() - 1);
    assertThat(Arrays.stream(part.columns()).max()).hasValue(expected.columns() - 1);
    assertThat(part.rows()).contains(0);
    assertThat(part.columns()).contains(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"matmul 7x5x3", "batch-normalise-gradient 2x3x4x5", "max-pool 2x4x4x3"})
  void aSmallProblemIsCheckedAsAWhole(String line) {
    Operands whole = Operands.random(Problem.parse(line), 7, 0, new Operands.Values(0, 1, false));
    assertThat(Part.of(whole).operands()).isSameAs(whole);
  }
}
