package finegrain.trainer.study.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.engine.MadeUpImages;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.SynsetLevels;
import finegrain.trainer.labels.WordNet;
import finegrain.trainer.objective.MultiLabelObjective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The arms of WordNet's levels, on four classes: a cat is an animal and a pet, a dog is an animal,
 * flint and agate are stones; all of these are entities.
 */
class WordNetArmsTest {
  private static final Shape SHAPE = new Shape(1, 8, 8);
  private static final String ENTITY = "entity 0 000";

  @TempDir Path folder;
  private Labellings labellings;
  private TransferData data;

  @BeforeEach
  void write() throws Exception {
    StringBuilder text = new StringBuilder("  1 A licence  \n");
    String entity = add(text, ENTITY);
    String animal = add(text, "animal 0 001 @ %s n 0000".formatted(entity));
    String pet = add(text, "pet 0 001 @ %s n 0000".formatted(entity));
    String stone = add(text, "stone 0 001 @ %s n 0000".formatted(entity));
    List<String> leaves =
        List.of(
            "n" + add(text, "cat 0 002 @ %s n 0000 @ %s n 0000".formatted(animal, pet)),
            "n" + add(text, "dog 0 001 @ %s n 0000".formatted(animal)),
            "n" + add(text, "flint 0 001 @ %s n 0000".formatted(stone)),
            "n" + add(text, "agate 0 001 @ %s n 0000".formatted(stone)));
    Path file = Files.writeString(folder.resolve("data.noun"), text);
    SynsetLevels synsets = new SynsetLevels(WordNet.read(file), leaves);
    Samples images = new MadeUpImages(40, SHAPE, 4, 1);
    data = new TransferData(SHAPE, images, images, LabelTree.parse("0011"), Optional.of(synsets));
    labellings = new Labellings(data, false);
  }

  /** Adds a synset; its place in the file. */
  private static String add(StringBuilder text, String synset) {
    String place = "%08d".formatted(text.length());
    text.append(place).append(" 05 n 01 ").append(synset).append(" | a gloss  \n");
    return place;
  }

  @Test
  void aLeafHasAllItsHypernyms() {
    try (Kernels kernels = Backends.choose("vector").backend().open(1)) {
      Labelling first = labellings.of(Arm.parse("wordnet-1"), 1, kernels);
      // animal, pet and stone: 20, 10 and 20 of 40 images.
      assertThat(first.labels()).isEqualTo(3);
      assertThat(first.fewest()).isEqualTo(10);
      assertThat(first.most()).isEqualTo(20);
      assertThat(first.samples().size()).isEqualTo(40);
      assertThat(first.objective()).isInstanceOf(MultiLabelObjective.class);
      boolean[][] right = new boolean[4][3];
      for (int leaf = 0; leaf < 4; leaf++) {
        for (int label = 0; label < 3; label++) {
          right[leaf][label] = first.objective().isRight(leaf, label);
        }
      }
      assertThat(right)
          .isDeepEqualTo(
              new boolean[][] {
                {true, true, false},
                {true, false, false},
                {false, false, true},
                {false, false, true}
              });
      assertThat(IntStream.range(0, 4).map(first.samples()::label)).containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  void theUsualArmsAreLevelsWithSeveralLabels() {
    assertThat(Arm.usual(data.synsets().orElseThrow())).containsExactly(Arm.parse("wordnet-1"));
  }

  @Test
  void levelsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> labellings.outputs(Arm.parse("wordnet-2")))
        .isInstanceOf(UserError.class)
        .hasMessage("the arm wordnet-2 has one label for all classes; give it a smaller number");
    assertThatThrownBy(() -> labellings.outputs(Arm.parse("wordnet-999999")))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> Arm.parse("wordnet-0"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs a whole number from 1 on");
  }
}
