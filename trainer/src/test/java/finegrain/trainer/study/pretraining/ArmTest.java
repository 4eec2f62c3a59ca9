package finegrain.trainer.study.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.labels.LabelTree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArmTest {
  @ParameterizedTest
  @ValueSource(strings = {"target", "level-2", "inside-10", "noise-0.1", "misaligned-1", "scratch"})
  void theTextIsReadBack(String text) {
    assertThat(Arm.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "leafs, there is no arm",
    "leaves-2, there is no arm",
    "inside, there is no arm",
    "inside-1, needs a whole number from 2 on",
    "inside-2.5, needs a whole number from 2 on",
    "noise-0, needs a share above 0",
    "noise-1.5, needs a share above 0 and up to 1",
    "'', there is no arm",
  })
  void aWrongNameIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> Arm.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void theBaselineIsAlwaysAmongThemAndNoneIsThereTwice() {
    assertThat(Arm.list(List.of("leaves", "inside-5", "leaves")))
        .containsExactly(Arm.TARGET, Arm.LEAVES, Arm.parse("inside-5"));
  }

  @Test
  void aTreeOfThreeLevelsAddsItsMiddleOne() {
    assertThat(Arm.usual(LabelTree.parse("00001111/00112233"))).contains(Arm.parse("level-2"));
    assertThat(Arm.usual(LabelTree.parse("0011"))).doesNotContain(Arm.parse("level-2"));
  }

  @Test
  void theMeaningHasTheNumber() {
    assertThat(Arm.parse("inside-5").meaning()).isEqualTo("5 clusters inside each target class");
    assertThat(Arm.parse("noise-0.1").meaning()).isEqualTo("the leaves, 10 % of the labels wrong");
  }
}
