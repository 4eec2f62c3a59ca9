package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of maps as people write them. */
final class MapFileTest {
  private static final List<String> CLASSES = List.of("ash", "elder tree", "fir");

  @TempDir Path folder;

  private Path write(String text) throws Exception {
    return Files.writeString(folder.resolve("trees.map"), text);
  }

  private NamedTree readWithOak(String text) throws Exception {
    List<String> four = List.of("ash", "elder tree", "fir", "oak");
    return LabelTreeFile.parse(write(text).toString(), four);
  }

  private NamedTree read(String text) throws Exception {
    return LabelTreeFile.parse(write(text).toString(), CLASSES);
  }

  private void assertRefused(String text, String message) throws Exception {
    Path file = write(text);
    assertThatThrownBy(() -> LabelTreeFile.parse(file.toString(), CLASSES))
        .isInstanceOf(UserError.class)
        .hasMessage(message.replace("FILE", file.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeffash leaf\nelder tree leaf\nfir needle\n",
        "ash,leaf\nelder tree,leaf\nfir,needle",
        "ash ,leaf,\r\nelder tree , leaf ,\r\nfir,needle,\r\n",
        "ash;leaf\nelder tree; leaf\nfir;needle",
        "ash\tleaf\nelder tree\t\tleaf\nfir\tneedle",
        "ash -> leaf\nelder tree -> leaf\nfir->needle",
        "ash => leaf\nelder tree --> leaf\nfir \u2192 needle",
        "ash: leaf\nelder tree: leaf\nfir = needle",
        "# trees\nash leaf # and other\n  # more\nelder tree\tleaf\t#\nfir, needle # ,",
        "\"ash\" leaf\n\"elder tree\" \"leaf\"\n\"fir\",\"needle\"",
        "fine,coarse\nash,leaf\nelder tree,leaf\nfir,needle",
        "willow leaf\nash leaf\nelder tree leaf\nyew other\nfir needle",
      })
  void theSameMapInManyForms(String text) throws Exception {
    NamedTree read = read(text);
    assertThat(read.tree().text()).isEqualTo("001");
    assertThat(read.names()).containsExactly(List.of("leaf", "needle"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ash,large tree\nelder tree,small tree\nfir,large tree",
        "ash\tlarge tree\nelder tree\tsmall tree\nfir\tlarge tree",
        "ash \"large tree\"\nelder tree \"small tree\"\nfir  \"large tree\" # all",
        "ash -> large tree\nelder tree -> small tree\nfir -> large tree",
      })
  void aCoarseNameOfSeveralWordsIsKept(String text) throws Exception {
    NamedTree read = read(text);
    assertThat(read.tree().text()).isEqualTo("010");
    assertThat(read.names()).containsExactly(List.of("large tree", "small tree"));
  }

  @Test
  void aNameInQuotesMayHaveSeparatorsCommentsAndQuotes() throws Exception {
    assertThat(read("ash \"a, b\"\nelder tree,\"a # \"\"b\"\"\"\nfir \"a, b\"").names())
        .containsExactly(List.of("a, b", "a # \"b\""));
    assertRefused(
        "ash leaf\nfir \"needle", "line 2 of the map FILE has a quote that is never closed");
    assertRefused(
        "ash \"leaf\"s", "line 1 of the map FILE has more of a name after its closing quote");
  }

  /** Read as two levels, both trees of one word were one coarse class. */
  @Test
  void wordsBetweenBlanksAreNotCutToTheLastOne() throws Exception {
    assertRefused(
        "ash large tree\nelder tree small tree\nfir dense bush",
        "line 1 of the map FILE may mean one class \"large tree\" or several levels (large, tree);"
            + " separate the names by tabs or commas, or put those of several words in quotes");
  }

  @Test
  void columnsBetweenBlanksAreLevels() throws Exception {
    NamedTree read =
        readWithOak(
            """
            ash         broad   leaf
            elder tree  narrow  leaf
            fir         thorny  needle
            oak         broad   leaf
            """);
    assertThat(read.tree().text()).isEqualTo("0010/0120");
    assertThat(read.names())
        .containsExactly(List.of("leaf", "needle"), List.of("broad", "narrow", "thorny"));
  }

  @Test
  void levelsMayBeSeparatedByAnySign() throws Exception {
    for (String sign : List.of(",", ";", "\t", " -> ", ":")) {
      String text = "ash,broad,leaf\nelder tree,narrow,leaf\nfir,thorny,needle\noak,broad,leaf";
      assertThat(readWithOak(text.replace(",", sign)).tree().text())
          .as(sign)
          .isEqualTo("0010/0120");
    }
  }

  @Test
  void mixedSeparatorsAndEmptyNamesAreRefused() throws Exception {
    assertRefused(
        "ash: leaf, tree",
        "line 1 of the map FILE has \":\" and another separator; take one of them, or put names in"
            + " quotes");
    assertRefused(
        "ash --> leaf -> tree",
        "line 1 of the map FILE has \"-->\" and another separator; take one of them, or put names"
            + " in quotes");
    assertRefused("ash,,leaf", "line 1 of the map FILE has an empty name; each class needs one");
  }

  @Test
  void classesThatTheDataLackArePassedOverAndTold() throws Exception {
    assertThat(read("ash leaf\nelder tree leaf\nfir needle").facts()).isEmpty();
    assertThat(read("ash leaf\nelder tree leaf\nfir needle\nwillow leaf").facts())
        .containsExactly(new Fact("map", "willow passed over: no class of the data"));
    assertThat(read("fine;coarse\nash leaf\nelder tree leaf\nfir needle\nyew x").facts())
        .containsExactly(new Fact("map", "fine, yew passed over: no classes of the data"));
  }

  @Test
  void exchangedColumnsAreAskedAbout() throws Exception {
    assertRefused(
        "leaf ash\nleaf elder tree\nneedle fir",
        "line 1 of the map FILE has the fine class ash at its end; are the columns exchanged? The"
            + " fine class comes first");
    assertRefused(
        "coarse,fine\nleaf,ash\nleaf,elder tree\nneedle,fir",
        "line 2 of the map FILE has the fine class ash at its end; are the columns exchanged? The"
            + " fine class comes first");
  }

  @Test
  void aMisspeltClassIsToldAsThat() throws Exception {
    assertRefused(
        "fine,coarse\nash,leaf\nelder tree,leaf\nfirr,needle",
        "line 4 of the map FILE must begin with one of the fine classes ash, elder tree, fir, not"
            + " \"firr,needle\"");
    assertRefused("fine,coarse\nash,leaf\nfir,x", "the map FILE lacks the fine class elder tree");
  }

  @Test
  void whatAFileSaysCannotSteerATerminal() throws Exception {
    assertRefused(
        "\u001b[31mred\u0007 x",
        "line 1 of the map FILE must begin with one of the fine classes ash, elder tree, fir, not"
            + " \"\\u001b[31mred\\u0007 x\"");
  }

  @Test
  void aSentenceListsTenOfManyNames() throws Exception {
    List<String> classes = IntStream.range(0, 40).mapToObj(i -> "kind" + i).toList();
    String ten = classes.stream().limit(10).collect(Collectors.joining(", ")) + " and 30 more";
    assertThatThrownBy(() -> LabelTreeFile.parse("01", classes))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the map 01 has 2 digits, but there are 40 fine classes ("
                + ten
                + "): give a digit for each");
    Path file = write("other a");
    assertThatThrownBy(() -> LabelTreeFile.parse(file.toString(), classes))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("one of the fine classes " + ten + ", not");
  }

  @Test
  void fewerDigitsThanClassesAreCountedFirst() {
    for (String map : List.of("01", "0", "0011", "00/01")) {
      assertThatThrownBy(() -> LabelTreeFile.parse(map, CLASSES))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("but there are 3 fine classes (ash, elder tree, fir)");
    }
  }

  /** 36 classes are digits; more are numbers. */
  @ParameterizedTest
  @ValueSource(ints = {35, 36, 37, 50, 200})
  void aMapMayHaveManyCoarseClasses(int coarse) throws Exception {
    List<String> classes = IntStream.range(0, 2 * coarse).mapToObj(i -> "kind" + i).toList();
    String lines =
        IntStream.range(0, 2 * coarse)
            .mapToObj(i -> "kind%d group%d".formatted(i, i % coarse))
            .collect(Collectors.joining("\n"));
    LabelTree tree = LabelTreeFile.parse(write(lines).toString(), classes).tree();
    assertThat(IntStream.range(0, 2 * coarse).map(tree.coarse()::coarse))
        .containsExactlyElementsOf(
            IntStream.range(0, 2 * coarse).map(i -> i % coarse).boxed().toList());
    assertThat(tree.text()).matches(coarse <= 36 ? "[0-9a-z]+" : "(\\d+\\.)+\\d+");
    assertThat(LabelTree.parse(tree.text())).isEqualTo(tree);
    assertThat(LabelTreeFile.parse(tree.text(), classes).tree()).isEqualTo(tree);
  }

  @Test
  void numbersOfFewClassesAreTheSameMapAsDigits() {
    assertThat(LabelMap.parse("0.1.10.2.3.4.5.6.7.8.9").text()).isEqualTo("01a23456789");
    assertThatThrownBy(() -> LabelMap.parse("0.1.3"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the map 013 leaves coarse class 2 without a fine class; each needs at least one");
  }

  @Test
  void aMapIsReadAsUtf8() throws Exception {
    Path file =
        Files.write(
            folder.resolve("latin.map"), "ash b\u00fcsch".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> LabelTreeFile.parse(file.toString(), CLASSES))
        .isInstanceOf(UserError.class);
  }

  /** What a run keeps of a file has letters on one level and numbers on another. */
  @ParameterizedTest
  @ValueSource(ints = {100, 6000})
  void levelsOfFewAndOfManyClasses(int classes) throws Exception {
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "c" + i).toList();
    String text =
        IntStream.range(0, classes)
            .mapToObj(i -> "c" + i + ",sub" + i % 45 + ",group" + i % 45 % 20)
            .collect(Collectors.joining("\n"));
    String kept = LabelTreeFile.parse(write(text).toString(), names).tree().text();
    assertThat(kept).startsWith("0123456789abcdefghij");
    assertThat(LabelTreeFile.parse(kept, names).tree().text()).isEqualTo(kept);
  }
}
