package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelMapTest {
  private static final List<String> CLASSES = List.of("Pullover", "Dress", "Bag", "Ankle boot");
  private static final String LIST = "Pullover, Dress, Bag, Ankle boot";

  @TempDir Path folder;

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> LabelTreeFile.parse(text, CLASSES))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  private String file(String... lines) throws Exception {
    return Files.write(folder.resolve("map.txt"), List.of(lines)).toString();
  }

  @Test
  void aDigitIsTheCoarseClassOfTheFineClassAtItsPlace() {
    LabelMap map = LabelTreeFile.parse("0110", CLASSES).tree().coarse();
    assertThat(map.text()).isEqualTo("0110");
    assertThat(map.fineClasses()).isEqualTo(4);
    assertThat(IntStream.range(0, 4).map(map::coarse)).containsExactly(0, 1, 1, 0);
    assertThat(map.members(0)).containsExactly(0, 3);
    assertThat(map.members(1)).containsExactly(1, 2);
  }

  @Property(tries = 100)
  void theMembersOfTheCoarseClassesAreAllFineClassesOnce(
      @ForAll @Size(min = 2, max = 12) List<Boolean> groups) {
    groups.set(0, true);
    groups.set(1, false);
    StringBuilder digits = new StringBuilder();
    groups.forEach(group -> digits.append(group ? '1' : '0'));
    LabelMap map = LabelMap.parse(digits.toString());
    for (int coarse = 0; coarse < 2; coarse++) {
      int group = coarse;
      assertThat(map.members(coarse))
          .containsExactly(
              IntStream.range(0, groups.size())
                  .filter(fine -> (groups.get(fine) ? 1 : 0) == group)
                  .toArray());
    }
  }

  @Test
  void tooFewOrTooManyDigits() {
    assertRefused(
        "011",
        "the map 011 has 3 digits, but there are 4 fine classes ("
            + LIST
            + "): give a digit for each");
    assertRefused(
        "01100",
        "the map 01100 has 5 digits, but there are 4 fine classes ("
            + LIST
            + "): give a digit for each");
  }

  @Test
  void otherDigits() {
    assertRefused(
        "0130", "the map 0130 leaves coarse class 2 without a fine class; each needs at least one");
  }

  @Test
  void aCoarseClassWithoutFineOnes() {
    assertRefused(
        "0000", "the map 0000 leaves coarse class 1 without a fine class; each needs at least one");
    assertRefused(
        "1111", "the map 1111 leaves coarse class 0 without a fine class; each needs at least one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-file", "", "0A10", "01 10", "-0110", "a\u0000b"})
  void neitherDigitsNorAFile(String text) {
    assertRefused(
        text,
        "the map \""
            + text
            + "\" is neither digits, one for each fine class, nor a text file that can be read");
  }

  @Test
  void aFolderOrAFileThatIsNoText() throws Exception {
    assertRefused(
        folder.toString(),
        "the map \""
            + folder
            + "\" is neither digits, one for each fine class, nor a text file that can be read");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1, 2});
    assertRefused(
        binary.toString(),
        "the map \""
            + binary
            + "\" is neither digits, one for each fine class, nor a text file that can be read");
  }

  /** The names may come in any order, and have spaces; the coarse class named first is 0. */
  @Test
  void aFileNamesTheClasses() throws Exception {
    String file = file("Ankle boot  shoe", "", "\tDress\tcloth ", "Pullover cloth", "Bag shoe");
    assertThat(LabelTreeFile.parse(file, CLASSES).tree().coarse().text()).isEqualTo("1100");
  }

  @Test
  void aFileMayHaveTheLineEndsOfWindows() throws Exception {
    Path file = folder.resolve("map.txt");
    Files.writeString(file, "Pullover a\r\nDress b\r\nBag a\r\nAnkle boot b");
    assertThat(LabelTreeFile.parse(file.toString(), CLASSES).tree().coarse().text())
        .isEqualTo("0101");
  }

  @Test
  void aLineWithoutACoarseClass() throws Exception {
    String file = file("Pullover a", "Dress");
    assertRefused(
        file,
        "line 2 of the map "
            + file
            + " must have a fine class and its coarse class, not \"Dress\"");
  }

  @Test
  void aNameThatIsNoFineClass() throws Exception {
    String file = file("Pullover a", "Dress b", "Bag b", "Ankle a");
    assertRefused(
        file,
        "line 4 of the map "
            + file
            + " must begin with one of the fine classes "
            + LIST
            + ", not \"Ankle a\"");
    file = file("Ankle boot");
    assertRefused(
        file,
        "line 1 of the map "
            + file
            + " must have a fine class and its coarse class, not \"Ankle boot\"");
  }

  @Test
  void aFineClassTwice() throws Exception {
    String file = file("Pullover a", "Dress b", "Pullover a");
    assertRefused(file, "line 3 of the map " + file + " names the fine class Pullover again");
  }

  @Test
  void aFineClassThatIsMissing() throws Exception {
    String file = file("Pullover a", "Dress b", "Bag a");
    assertRefused(file, "the map " + file + " lacks the fine class Ankle boot");
    file = file();
    assertRefused(file, "the map " + file + " lacks the fine classes " + LIST);
  }

  @Test
  void oneCoarseClassIsTooFew() throws Exception {
    String file = file("Pullover a", "Dress a", "Bag a", "Ankle boot a");
    assertRefused(
        file,
        "the map "
            + file
            + " must name at least 2 classes on each level above the fine one, not 1");
  }

  @Test
  void thereMayBeMoreThanTwoCoarseClasses() throws Exception {
    String file = file("Pullover a", "Dress b", "Bag a", "Ankle boot c");
    assertThat(LabelTreeFile.parse(file, CLASSES).tree().coarse().text()).isEqualTo("0102");
  }
}
