package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.labels.LabelMap;
import org.junit.jupiter.api.Test;

final class ClassBalanceTest {
  private static final LabelMap MAP = LabelMap.parse("001");

  @Test
  void samplesOfCoarseClassesAreCounted() {
    assertThat(ClassBalance.of(new int[] {0, 1, 0, 2, 2, 2, 2}, MAP))
        .isEqualTo(new ClassBalance(3, 4, 7));
  }

  @Test
  void aRatioOfOnePointTwoIsUnequal() {
    assertThat(new ClassBalance(10, 12, 22).isUnequal()).isTrue();
    assertThat(new ClassBalance(100, 119, 219).isUnequal()).isFalse();
    // The test images of MNIST, digits 0 to 3 against 4 to 7.
    assertThat(new ClassBalance(3860, 4157, 8017).isUnequal()).isFalse();
    // A coarse class without samples.
    assertThat(ClassBalance.of(new int[] {0, 1}, MAP).isUnequal()).isTrue();
  }
}
