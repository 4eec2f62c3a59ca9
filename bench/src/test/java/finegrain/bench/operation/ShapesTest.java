package finegrain.bench.operation;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShapesTest {
  @ParameterizedTest
  @EnumSource(Operation.class)
  void theDefaultShapesSuitTheirOperation(Operation operation) {
    assertThat(Shapes.of(operation))
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allMatch(operation::accepts);
    for (Shape shape : Shapes.of(operation)) {
      assertThat(operation.work(shape)).isPositive();
    }
  }
}
