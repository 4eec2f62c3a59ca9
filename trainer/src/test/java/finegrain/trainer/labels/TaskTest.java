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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        .hasMessageContaining("class four has 10 training images; give --per-class 10 or fewer");
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

  /** Each class has as many samples as the others, one after the other. */
  private record InTurn(int size, int classes) implements Samples {
    @Override
    public int features() {
      return 1;
    }

    @Override
    public int label(int i) {
      return i % classes;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      target[offset] = i;
    }
  }

  private static Task inTurn(int classes, int test) {
    List<String> names = IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    return new DatasetTask(
        Dataset.inMemory("few", names, new InTurn(test, classes), new InTurn(test, classes)),
        IntStream.range(0, classes).boxed().toList());
  }

  /** A tenth of the samples of all classes: 24, 400, 5 and 12, rounded. */
  @ParameterizedTest
  @CsvSource({"6, 24, 2", "100, 400, 40", "2, 5, 1", "12, 12, 1"})
  void whereEachClassHasTooFewTheyGiveATenthTogether(int classes, int test, int validation) {
    Task few = inTurn(classes, test);
    Task.Split split = few.split(1, 0);
    assertThat(split.validation()).hasSize(validation);
    // Of a class one at most.
    assertThat(Arrays.stream(split.validation()).map(i -> i % classes).distinct().count())
        .isEqualTo(validation);
    assertThat(IntStream.concat(Arrays.stream(split.validation()), Arrays.stream(split.test())))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, test).boxed().toList());
    assertThat(few.split(1, 0)).usingRecursiveComparison().isEqualTo(split);
    assertThat(
            IntStream.range(0, 50)
                .mapToObj(repeat -> Arrays.toString(few.split(1, repeat).validation()))
                .distinct()
                .count())
        .isGreaterThan(1);
  }

  /** Class 0 has 5 samples, the others 4: it alone gives one. */
  @Test
  void oneClassWithEnoughSamplesKeepsTheSplitByClasses() {
    for (int repeat = 0; repeat < 20; repeat++) {
      assertThat(Arrays.stream(inTurn(6, 25).split(1, repeat).validation()).map(i -> i % 6))
          .containsExactly(0);
    }
  }

  /** Of five samples, only those of class 0 are more than one. */
  @Test
  void noClassLosesItsLastTestSampleWhereAnotherHasMore() {
    for (int repeat = 0; repeat < 20; repeat++) {
      assertThat(Arrays.stream(inTurn(4, 5).split(1, repeat).validation()).map(i -> i % 4))
          .containsExactly(0);
    }
  }

  private static int[] column(LabelledSet set) {
    return IntStream.range(0, set.size()).map(i -> (int) set.features().get(i, 0)).toArray();
  }
}
