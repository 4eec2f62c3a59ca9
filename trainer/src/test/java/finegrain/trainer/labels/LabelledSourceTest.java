package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Fact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The maps of data sources, before samples are read or generated. */
class LabelledSourceTest {
  @TempDir Path folder;

  private static LabelledSource of(String text) {
    return LabelledSource.of(DataSource.named(text));
  }

  @ParameterizedTest
  @CsvSource({"circles, delta=0.2", "circles, 01", "disc, 0011", "mnist, 0011"})
  void aMapThatDoesNotFitIsRefused(String dataset, String map) {
    LabelledSource labelled = of(dataset);
    assertThatThrownBy(() -> labelled.map(map)).isInstanceOf(UserError.class);
  }

  @Test
  void aDiscHasFourFineClassesAtAnyDistance() {
    LabelledSource disc = of("disc");
    assertThat(disc.map("delta=0.4").text()).isEqualTo("delta=0.4");
    assertThat(disc.digitsLike("delta=0.4")).isEqualTo("0011");
  }

  @Test
  void ringsHaveTheDigitsOfTheirMap() {
    assertThat(of("circles").digitsLike("0011/0012")).isEqualTo("0011/0012");
  }

  @Test
  void aPublishedDataSetHasAMapAndATree() {
    assertThat(of("mnist").defaultMap()).isEqualTo("00001111");
    assertThat(of("mnist").map("halves-and-quarters").text()).isEqualTo("00001111/00112233");
  }

  /** Those that the experiments leave out too, in the order of the labels. */
  @Test
  void aMapOfAllClassesIsAboutAllOfThem() {
    LabelledSource mnist = of("mnist");
    assertThat(mnist.map("0000011111").facts())
        .containsExactly(new Fact("coarse", "0 (0, 1, 2, 3, 4), 1 (5, 6, 7, 8, 9)"));
    assertThat(of("cifar-10").map("0011111100").facts())
        .containsExactly(
            new Fact(
                "coarse",
                "0 (airplane, automobile, ship, truck), 1 (bird, cat, deer, dog, frog, horse)"));
    assertThat(mnist.mostClasses()).isEqualTo(10);
    assertThatThrownBy(() -> mnist.map("000001111"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the map 000001111 has 9 digits, but there are 8 fine classes");
  }

  @Test
  void aFileHasNoMap() throws Exception {
    Path file =
        Files.write(folder.resolve("own.csv"), Collections.nCopies(25, "1,cat\n2,ant\n3,bee"));
    LabelledSource own = of("csv:" + file);
    assertThat(own.map("010").text()).isEqualTo("010");
    assertThatThrownBy(own::defaultMap)
        .isInstanceOf(UserError.class)
        .hasMessage(
            "csv-own has no label map of its own; give --map with the coarse class of each of its 3"
                + " classes (ant, bee, cat), as digits or in a file");
  }
}
