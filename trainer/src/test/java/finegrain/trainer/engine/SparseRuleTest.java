package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.SparseMatrix;
import finegrain.trainer.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseRuleTest {
  /** A backend that promises the reference bits, or none. */
  private record Promising(boolean referenceBits) implements Backend {
    @Override
    public String name() {
      return "made up";
    }

    @Override
    public Availability availability() {
      return new Availability.Available("everywhere");
    }

    @Override
    public Kernels open(int threads) {
      throw new AssertionError("nobody computes");
    }
  }

  private static SparseRule rule(String property) {
    return SparseRule.of(new Promising(true), property);
  }

  @Test
  void isTheMeasuredShareOrThatOfTheProperty() {
    assertThat(rule("").mostShare()).isEqualTo(SparseMatrix.fastShare()).isBetween(0.1, 0.9);
    assertThat(rule("0.3").applies(0.3)).isTrue();
    assertThat(rule("0.3").applies(0.31)).isFalse();
    assertThat(rule("1").applies(1)).isTrue();
  }

  /** Not even samples that are all 0. */
  @Test
  void zeroTurnsItOff() {
    assertThat(rule("0").isOn()).isFalse();
    assertThat(rule("0").applies(0)).isFalse();
  }

  @Test
  void aBackendWithBitsOfItsOwnNeverUsesIt() {
    assertThat(SparseRule.of(new Promising(false), "1")).isEqualTo(SparseRule.NEVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "-0.1", "1.1", "NaN", "20 %"})
  void anotherTextIsRefusedInASentence(String text) {
    assertThatThrownBy(() -> rule(text))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the system property finegrain.sparse.share is \"%s\"; it must be a number from 0 to 1",
            text);
  }
}
