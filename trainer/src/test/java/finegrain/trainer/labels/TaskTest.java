package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskTest {
  /** Sample i has label i mod 5 and the single feature i. */
  private record Counting(int size) implements Samples {
    @Override
    public int features() {
      return 1;
    }

    @Override
    public int label(int i) {
      return i % 5;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      target[offset] = i;
    }
  }

  private static final Dataset DATASET =
      Dataset.inMemory(
          "counting",
          List.of("zero", "one", "two", "three", "four"),
          new Counting(52),
          new Counting(1000));

  /** Fine classes are labels 4, 2 and 1; label 4 is coarse class 1. */
  private final Task task = new DatasetTask(DATASET, List.of(4, 2, 1));

  @Test
  void theTrainingSetHasTheFirstSamplesOfEachClassInFileOrder() {
    LabelledSet set = task.trainingSet(3, 0);
    assertThat(column(set)).containsExactly(1, 2, 4, 6, 7, 9, 11, 12, 14);
    assertThat(set.fine()).containsExactly(2, 1, 0, 2, 1, 0, 2, 1, 0);
    assertThat(task.fineClasses("100", set)).isEqualTo(set.fine());
  }

  @Test
  void tooManyImagesAClassIsTheUsersMistake() {
    assertThatThrownBy(() -> task.trainingSet(11, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("class four has 10");
  }

  @Test
  void aTenthOfEachClassIsForValidationAndTheOthersForTest() {
    Task.Split split = task.split(1, 0);
    assertThat(split.validation()).hasSize(60).isSorted();
    assertThat(split.test()).hasSize(540).isSorted();
    assertThat(IntStream.concat(Arrays.stream(split.validation()), Arrays.stream(split.test())))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 600).boxed().toList());
    for (int fine = 0; fine < 3; fine++) {
      int label = fine;
      assertThat(Arrays.stream(split.validation()).filter(i -> task.pool(0).fine()[i] == label))
          .hasSize(20);
    }
  }

  @Test
  void theSplitIsDrawnAnewInEveryRepeat() {
    assertThat(task.split(1, 0).validation()).isEqualTo(task.split(1, 0).validation());
    assertThat(task.split(1, 1).validation()).isNotEqualTo(task.split(1, 0).validation());
    assertThat(task.split(2, 0).validation()).isNotEqualTo(task.split(1, 0).validation());
  }

  private static int[] column(LabelledSet set) {
    return IntStream.range(0, set.size()).map(i -> (int) set.features().get(i, 0)).toArray();
  }
}
