package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same table, written in many ways. */
final class CsvDialectTest {
  private static final int LINES = 60;

  @TempDir Path dir;

  /** Feature j of line i, which has a few binary digits. The second one is never whole. */
  private static double feature(int i, int j) {
    return (j == 0 ? 3 : -2) * i / 8. + j / 16.;
  }

  private static String kind(int i) {
    return i % 2 == 0 ? "cat" : "big ant";
  }

  private static String table(String header, String separator, UnaryOperator<String> number) {
    return header
        + IntStream.range(0, LINES)
            .mapToObj(
                i ->
                    String.join(
                        separator,
                        number.apply(String.valueOf(feature(i, 0))),
                        number.apply(String.valueOf(feature(i, 1))),
                        kind(i)))
            .collect(Collectors.joining("\n"));
  }

  private static String points(String header, String separator) {
    return table(header, separator, number -> number);
  }

  private static String commas(String header, String separator) {
    return table(header, separator, number -> number.replace('.', ','));
  }

  private static String lines(UnaryOperator<String> change) {
    return points("a,b,kind\n", ",").lines().map(change).collect(Collectors.joining("\n"));
  }

  static Stream<Arguments> dialects() {
    String quoted = points("a b kind\n", " ").replace("big ant", "\"big ant\"");
    return Stream.of(
        arguments("commas", points("a,b,kind\n", ",")),
        arguments("semicolons", points("a;b;kind\n", ";")),
        arguments("semicolons", points("", ";")),
        arguments("semicolons", commas("a;b;kind\n", ";")),
        arguments("semicolons", commas("", ";")),
        arguments("semicolons", "sep=;\r\n" + commas("a;b;kind\r\n", ";")),
        arguments("commas", "\ufeffsep=,\n" + points("a,b,kind\n", ",")),
        arguments("\":\"", "\"sep=:\"\n" + points("a:b:kind\n", ":")),
        arguments("tabs", points("a\tb\tkind\n", "\t")),
        arguments("tabs", commas("", "\t")),
        arguments("bars", points("a|b|kind\n", "|")),
        arguments("blanks", quoted),
        arguments("blanks", quoted.replace(" ", "  ").replace("big  ant", "big ant")),
        arguments("blanks", "  " + quoted.replace("\n", " \t\n   ").replace("t \"", "t\t\"")),
        arguments("commas", "# made up\n#2024; a;b\n" + points("a,b,kind\n", ",")),
        arguments("semicolons", "#" + "x".repeat(100_000) + "\n" + points("a;b;kind\n", ";")),
        arguments("commas", points("a,b,kind\n", ",").replace("\n", "\n#,,\n")),
        arguments("commas", points("a,b,kind\n", ",") + "\n,,\n ,,\n   "),
        arguments("commas", lines(line -> line + ",")),
        arguments("commas", lines(line -> line + ",,")),
        arguments("commas", lines(line -> line.endsWith("kind") ? line : line + ",")),
        arguments("commas", lines(line -> line.endsWith("kind") ? line + "," : line)),
        arguments(
            "commas",
            lines(line -> line.endsWith("kind") ? line : "r" + line.hashCode() + "," + line)),
        arguments("commas", points("a,b,kind\n", ",").replace("\n", "\r")),
        arguments("commas", points("0,1,2\n", ",")),
        arguments("commas", points("1,2,kind\n", ",")));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void allGiveTheSameSamples(String separator, String text) throws Exception {
    Dataset set = load(text);
    assertThat(set.facts()).contains(new Fact("separator", separator));
    assertThat(set.classNames()).containsExactly("big ant", "cat");
    assertThat(set.train().size()).isEqualTo(48);
    assertThat(set.test().size()).isEqualTo(12);
    for (int i = 0; i < LINES; i++) {
      Samples samples = i < 48 ? set.train() : set.test();
      float[] features = new float[2];
      samples.copyFeatures(i % 48, features, 0);
      assertThat(features).containsExactly((float) feature(i, 0), (float) feature(i, 1));
      assertThat(samples.label(i % 48)).isEqualTo(1 - i % 2);
    }
  }

  private Dataset load(String text) throws Exception {
    Path path = Files.writeString(dir.resolve("own.csv"), text);
    return new OwnFiles(FileFormat.CSV, path, Scaling.NONE).open().reader().get();
  }

  /** A number behind a separator in a label does not make another separator. */
  @ParameterizedTest
  @ValueSource(strings = {"type 1", "a;1", "a|1", "big\t1"})
  void labelsMayHoldOtherSeparators(String label) throws Exception {
    String text = points("", ",").replace("cat", label).replace("big ant", label.replace('1', '2'));
    assertThat(load(text).facts()).contains(new Fact("separator", "commas"));
  }

  @Test
  void wideFilesAreRead() throws Exception {
    String zeros = "0.5,".repeat(20_000);
    String text =
        IntStream.range(0, 50).mapToObj(i -> zeros + kind(i)).collect(Collectors.joining("\n"));
    Dataset set = load(text);
    assertThat(set.features()).isEqualTo(20_000);
    assertThat(set.train().size()).isEqualTo(40);
  }

  static Stream<Arguments> mistakes() {
    List<String> good = points("a,b,kind\n", ",").lines().toList();
    String all = String.join("\n", good);
    return Stream.of(
        arguments(
            all.replaceFirst("\ncat|,cat", ",\"cat"),
            "the quote that begins in line 2 of FILE is never closed; close it, or leave it out"),
        arguments(
            all + "\n\"1,2,cat\n1,2,cat",
            "the quote that begins in line 62 of FILE is never closed; close it, or leave it out"),
        arguments(
            all.replaceFirst(",cat", ",\"cat") + ",\"a\"",
            "the field that begins with a quote in line 2 of FILE goes on after its closing quote"),
        arguments(
            commas("a;b;kind\n", ";") + "\n0.5;1;cat",
            "line 62 of FILE has \"0.5\" in column 1 (a), where a decimal comma is needed, as in"
                + " the lines before"),
        arguments(
            points("a;b;kind\n", ";") + "\n0,5;1;cat",
            "line 62 of FILE has \"0,5\" in column 1 (a), where a decimal point is needed, as in"
                + " the lines before"),
        arguments(
            "12cat\n", "line 1 of FILE has one column; features and then a label are needed"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneSentence(String text, String sentence) {
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(sentence.replace("FILE", dir.resolve("own.csv").toString()));
  }
}
