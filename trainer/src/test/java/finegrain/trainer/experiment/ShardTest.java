package finegrain.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShardTest {
  private static final List<Integer> WIDTHS = List.of(5, 7, 10, 20, 25, 30, 50, 75, 100, 120);

  private static List<ModelSpec> grid(List<Integer> widths, List<Integer> perClass, int repeats) {
    List<ModelSpec> models = new ArrayList<>();
    for (int n : perClass) {
      for (int width : widths) {
        for (int repeat = 0; repeat < repeats; repeat++) {
          for (Target labels : List.of(Target.COARSE, Target.FINE)) {
            models.add(
                new ModelSpec(Architectures.perceptron(width), n, repeat, "00001111", labels));
          }
        }
      }
    }
    return models;
  }

  private static List<List<ModelSpec>> shards(int count, List<ModelSpec> models) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(index -> new Shard(index, count).of(models))
        .toList();
  }

  /** The pairs of a shard as {@code width x images, repeat}. */
  private static String pairs(List<ModelSpec> models) {
    return models.stream()
        .filter(model -> model.target().equals(Target.FINE))
        .map(model -> "%dx%d,%d".formatted(model.width(), model.perClass(), model.repeat()))
        .collect(Collectors.joining(" "));
  }

  private static long work(List<ModelSpec> models) {
    return models.stream().mapToLong(model -> (long) model.width() * model.perClass()).sum();
  }

  /**
   * Worked out by hand: the three shards share the repeats 0, 1 and 2, with 35 x 10 of work each.
   * Repeat 3 is left: 20 goes to the first, 10 to the second, 5 to the third. So it stays for ever;
   * otherwise machines with different versions of this program would train different shards.
   */
  @Test
  void isThisOneForEver() {
    List<ModelSpec> models = grid(List.of(5, 10, 20), List.of(10), 4);
    assertThat(shards(3, models).stream().map(ShardTest::pairs))
        .containsExactly(
            "5x10,0 10x10,0 20x10,0 20x10,3",
            "5x10,1 10x10,1 10x10,3 20x10,1",
            "5x10,2 5x10,3 10x10,2 20x10,2");
  }

  /** Two repeats for three shards, so none is shared: 20, 20, 10, 10, 5, 5, each to the least. */
  @Test
  void cutsRepeatsWhereThereAreFewerThanShards() {
    List<ModelSpec> models = grid(List.of(5, 10, 20), List.of(10), 2);
    assertThat(shards(3, models).stream().map(ShardTest::pairs))
        .containsExactly("5x10,0 20x10,0", "5x10,1 20x10,1", "10x10,0 10x10,1");
  }

  @Property(tries = 200)
  void allShardsTogetherAreTheModelsEachOnce(
      @ForAll @Size(min = 1, max = 4) @UniqueElements
          List<@IntRange(min = 1, max = 200) Integer> widths,
      @ForAll @Size(min = 1, max = 3) @UniqueElements
          List<@IntRange(min = 1, max = 2000) Integer> perClass,
      @ForAll @IntRange(min = 1, max = 12) int repeats,
      @ForAll Random random) {
    List<ModelSpec> models = grid(widths, perClass, repeats);
    int count = 1 + random.nextInt(models.size() / 2);
    List<List<ModelSpec>> shards = shards(count, models);
    assertThat(shards.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(models);

    List<ModelSpec> shuffled = new ArrayList<>(models);
    Collections.shuffle(shuffled, random);
    for (int shard = 0; shard < count; shard++) {
      List<ModelSpec> mine = shards.get(shard);
      assertThat(mine).isNotEmpty();
      assertThat(models).containsSubsequence(mine);
      assertThat(mine.stream().filter(model -> model.target().equals(Target.FINE)).count())
          .as("pairs")
          .isEqualTo(mine.stream().filter(model -> model.target().equals(Target.COARSE)).count());
      assertThat(new Shard(shard + 1, count).of(shuffled)).hasSameElementsAs(mine);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 8, 16, 64, 100})
  void theGridOfThePaperIsCutEvenly(int count) {
    List<Integer> perClass = List.of(50, 100, 150, 200, 300, 500, 1000, 1500);
    List<ModelSpec> models = grid(WIDTHS, perClass, 30);
    long even = work(models) / count;
    for (List<ModelSpec> shard : shards(count, models)) {
      assertThat(work(shard)).isBetween(even * 99 / 100, even * 101 / 100);
    }
  }

  @Test
  void theModelsOfARepeatStayTogetherWhereTheShardsShareEvenly() {
    List<ModelSpec> models = grid(WIDTHS, List.of(50, 1500), 30);
    List<List<ModelSpec>> shards = shards(8, models);
    for (int shard = 0; shard < 8; shard++) {
      int first = shard;
      assertThat(shards.get(shard))
          .containsAll(
              models.stream().filter(m -> m.repeat() < 24 && m.repeat() % 8 == first).toList());
    }
  }

  @Test
  void theOnlyShardIsTheWhole() {
    List<ModelSpec> models = grid(WIDTHS, List.of(50), 3);
    assertThat(Shard.parse("1/1")).isEqualTo(Shard.WHOLE);
    assertThat(Shard.WHOLE.isWhole()).isTrue();
    assertThat(Shard.WHOLE.of(models)).isEqualTo(models);
    assertThat(Shard.parse("1/2").isWhole()).isFalse();
  }

  /** As {@code --shard=$(JOB_COMPLETION_INDEX)+1/8} of Kubernetes, whose indices count from 0. */
  @Test
  void anIndexFromZeroIsOneLess() {
    assertThat(Shard.parse("0+1/8")).isEqualTo(new Shard(1, 8));
    assertThat(Shard.parse("7+1/8")).isEqualTo(new Shard(8, 8));
    assertThatThrownBy(() -> Shard.parse("8+1/8")).hasMessageContaining("--shard 9/8");
    assertThatThrownBy(() -> Shard.parse("1+2/8")).hasMessageContaining("two whole numbers");
    assertThatThrownBy(() -> Shard.parse("+1/8")).hasMessageContaining("lacks a number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x      | --shard must be two whole numbers such as 2/8, not \"x\"",
        "2      | --shard must be two whole numbers such as 2/8, not \"2\"",
        "'2/8 ' | --shard must be two whole numbers such as 2/8, not \"2/8 \"",
        "-1/8   | --shard must be two whole numbers such as 2/8, not \"-1/8\"",
        "2/8/3  | --shard must be two whole numbers such as 2/8, not \"2/8/3\"",
        "1/9999999999 | --shard must be two whole numbers such as 2/8, not \"1/9999999999\"",
        "2/0    | --shard 2/0 must divide the models by at least 1",
        "0/8    | --shard 0/8 is none of the 8 shards; they count from 1/8 to 8/8",
        "9/8    | --shard 9/8 is none of the 8 shards; they count from 1/8 to 8/8",
      })
  void whatIsNoShardIsToldInOneSentence(String text, String sentence) {
    assertThatThrownBy(() -> Shard.parse(text)).isInstanceOf(UserError.class).hasMessage(sentence);
  }

  /** As {@code --shard "$SLURM_ARRAY_TASK_ID/4"} outside an array job. */
  @ParameterizedTest
  @ValueSource(strings = {"/4", "4/", "/"})
  void anEmptyVariableIsNamed(String text) {
    assertThatThrownBy(() -> Shard.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--shard \"" + text + "\" lacks a number")
        .hasMessageContaining("SLURM_ARRAY_TASK_ID");
  }

  @Test
  void thereAreNoMoreShardsThanPairs() {
    List<ModelSpec> models = grid(List.of(5), List.of(10), 4);
    assertThat(new Shard(4, 4).of(models)).hasSize(2);
    assertThatThrownBy(() -> new Shard(1, 5).of(models))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--shard 1/5 makes more shards than there are pairs of models; divide by at most 4");
  }
}
