package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DatasetCatalog;
import finegrain.trainer.data.KnownDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabelTreeTest {
  private static final List<String> CLASSES = List.of("Pullover", "Dress", "Bag", "Ankle boot");

  @TempDir Path folder;

  private String file(String... lines) throws Exception {
    return Files.write(folder.resolve("tree.txt"), List.of(lines)).toString();
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> LabelTreeFile.parse(text, CLASSES))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  @Test
  void levelsAreCountedFromTheCoarsest() {
    LabelTree tree = LabelTree.parse("00001111/00112233");
    assertThat(tree.levels()).isEqualTo(3);
    assertThat(List.of(tree.classes(1), tree.classes(2), tree.classes(3))).containsExactly(2, 4, 8);
    assertThat(List.of(tree.classOf(1, 5), tree.classOf(2, 5), tree.classOf(3, 5)))
        .containsExactly(1, 2, 5);
    assertThat(tree.coarseOf(2)).containsExactly(0, 0, 1, 1);
    assertThat(LabelTree.parse(tree.text())).isEqualTo(tree);
  }

  @ParameterizedTest
  @CsvSource({
    "0011/0101, class 0 of the level 0101 lies in several classes of the level 0011 above it; each"
        + " needs one",
    "0011/012, the levels 0011 and 012 of a tree must have a digit for each of the same fine"
        + " classes",
    "0011/0011, the level 0011 divides no class of the level 0011 above it; leave one of them out",
    "0011/, the map  must have a digit for each fine class; the number of its coarse class",
  })
  void mapsThatMakeNoTree(String text, String message) {
    assertThatThrownBy(() -> LabelTree.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessage(message.replace("class; the", "class, the"));
  }

  @Test
  void aFileNamesAncestorsTheNearestFirst() throws Exception {
    String file =
        file(
            "Ankle boot, shoe, accessory",
            "Bag, bag, accessory",
            "Dress, top, body",
            "Pullover, top, body");
    LabelTree tree = LabelTreeFile.parse(file, CLASSES).tree();
    assertThat(tree.text()).isEqualTo("1100/2210");
  }

  @Test
  void everyLineHasAsManyAncestors() throws Exception {
    String file = file("Pullover top body", "Dress body");
    assertRefused(
        file,
        "line 2 of the map "
            + file
            + " has 1 ancestor and the lines before it have 2; all need as many, and names of"
            + " several words need quotes");
  }

  @Test
  void aClassHasOneParent() throws Exception {
    String file = file("Pullover top body", "Dress top other", "Bag bag other");
    assertRefused(
        file,
        "line 2 of the map "
            + file
            + " puts top into other, but line 1 puts it into body; each class has one parent, and"
            + " names of several words need quotes");
  }

  @Test
  void aLineThatBeginsWithNoClass() throws Exception {
    String file = file("Pullover top", "Ankle shoe");
    assertRefused(
        file,
        "line 2 of the map "
            + file
            + " must begin with one of the fine classes Pullover, Dress, Bag, Ankle boot, not"
            + " \"Ankle shoe\"");
  }

  /** Their maps are trees over the fine classes of the experiments. */
  @Test
  void theBuiltInTreesFitTheirDataSets() {
    for (KnownDataset dataset : DatasetCatalog.all()) {
      LabelTrees.of(dataset.name())
          .ifPresent(
              named -> {
                LabelTree tree = LabelTree.parse(named.text());
                assertThat(tree.fineClasses()).isEqualTo(dataset.fineClasses().size());
                assertThat(tree.levels()).isEqualTo(3);
              });
    }
  }

  /** Living or not, by the names of the classes. */
  @Test
  void cifar10sTreePartsAnimalsFromVehicles() {
    KnownDataset cifar = DatasetCatalog.named("cifar-10");
    LabelMap coarse = LabelTree.parse(LabelTrees.of("cifar-10").orElseThrow().text()).coarse();
    List<String> animals = List.of("bird", "cat", "deer", "dog", "frog", "horse");
    for (int fine = 0; fine < 8; fine++) {
      String name = cifar.classNames().get(cifar.fineClasses().get(fine));
      assertThat(coarse.coarse(fine)).as(name).isEqualTo(animals.contains(name) ? 1 : 0);
    }
  }
}
