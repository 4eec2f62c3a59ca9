package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import finegrain.trainer.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvReaderTest {
  @TempDir Path dir;

  private Path file(String text) throws Exception {
    return Files.writeString(dir.resolve("own.csv"), text);
  }

  private static Dataset load(Path path) {
    return new OwnFiles(FileFormat.CSV, path, Scaling.NONE).open().reader().get();
  }

  /** Of two classes in turn, with the features i and -i / 8. */
  private static List<String> lines(int count, String... labels) {
    return new ArrayList<>(
        IntStream.range(0, count)
            .mapToObj(i -> "%d,%s,%s".formatted(i, -i / 8., labels[i % labels.length]))
            .toList());
  }

  private static List<Float> firstFeatures(Samples samples) {
    List<Float> found = new ArrayList<>();
    float[] features = new float[samples.features()];
    for (int i = 0; i < samples.size(); i++) {
      samples.copyFeatures(i, features, 0);
      found.add(features[0]);
    }
    return found;
  }

  @Test
  void featuresAndThenTheLabel() throws Exception {
    Path path = file(String.join("\n", lines(50, "cat", "ant")));
    Dataset set = load(path);
    assertThat(set.name()).isEqualTo("csv-own");
    assertThat(set.shape()).isEqualTo(new Shape(1, 1, 2));
    assertThat(set.classNames()).containsExactly("ant", "cat");
    assertThat(set.readFrom()).isEqualTo(path.toString());
    assertThat(set.sha256())
        .containsExactly(
            java.util.Map.entry("own.csv", SyntheticFiles.sha256(Files.readAllBytes(path))));
    assertThat(set.train().label(0)).isEqualTo(1);
    assertThat(set.train().label(1)).isEqualTo(0);
    float[] features = {9, 9, 9, 9};
    set.train().copyFeatures(3, features, 1);
    assertThat(features).containsExactly(9, 3, -.375f, 9);
    assertThatThrownBy(() -> set.train().copyFeatures(0, features, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> set.train().copyFeatures(40, features, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** 25 cats, of which 5 are held out; 26 ants, of which a fifth is 5 too. */
  @Test
  void theLastFifthOfEachClassIsTheTestSet() throws Exception {
    List<String> lines = lines(50, "cat", "ant");
    lines.add(0, "100,0,ant");
    Dataset set = load(file(String.join("\n", lines)));
    assertThat(set.train().size()).isEqualTo(41);
    assertThat(firstFeatures(set.test()))
        .containsExactly(40f, 41f, 42f, 43f, 44f, 45f, 46f, 47f, 48f, 49f);
    assertThat(firstFeatures(set.train())).startsWith(100f, 0f, 1f).endsWith(38f, 39f);
  }

  @Test
  void aClassOfAFewSamplesHasOneInTheTestSet() throws Exception {
    List<String> lines = lines(50, "cat", "ant");
    lines.addAll(List.of("100,1,bee", "101,1,bee"));
    Dataset set = load(file(String.join("\n", lines)));
    assertThat(firstFeatures(set.test())).endsWith(101f).doesNotContain(100f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"width,height,kind\n", "\ufeffwidth,height,kind\r\n", "\n\n\"a\",b,c\n"})
  void aHeaderAndEmptyLinesArePassedOver(String start) throws Exception {
    Dataset set = load(file(start + String.join("\n\n", lines(50, "cat", "ant")) + "\n\n"));
    assertThat(set.train().size() + set.test().size()).isEqualTo(50);
    assertThat(set.classNames()).containsExactly("ant", "cat");
  }

  @Test
  void labelsMayBeNumbersAndThenCountAsNumbers() throws Exception {
    assertThat(load(file(String.join("\n", lines(90, "10", "9", "-1")))).classNames())
        .containsExactly("-1", "9", "10");
    assertThat(load(file(String.join("\n", lines(90, "10", "9", "b")))).classNames())
        .containsExactly("10", "9", "b");
  }

  @Test
  void numbersInManyForms() throws Exception {
    List<String> lines = lines(50, "cat", "ant");
    lines.set(0, " 1e2 , +.5,\"cat\"");
    lines.set(1, "\"-7.25E-1\",5.,ant");
    Dataset set = load(file(String.join("\r\n", lines)));
    float[] features = new float[2];
    set.train().copyFeatures(0, features, 0);
    assertThat(features).containsExactly(100, .5f);
    set.train().copyFeatures(1, features, 0);
    assertThat(features).containsExactly(-.725f, 5);
    assertThat(set.classNames()).containsExactly("ant", "cat");
  }

  @Test
  void aCompressedFile() throws Exception {
    byte[] text = String.join("\n", lines(50, "cat", "ant")).getBytes(StandardCharsets.UTF_8);
    Path path = Files.write(dir.resolve("Own, data.CSV.gz"), SyntheticFiles.gzip(text));
    Dataset set = load(path);
    assertThat(set.name()).isEqualTo("csv-Own__data");
    assertThat(set.train().size()).isEqualTo(40);
    assertThat(set.sha256()).containsEntry("Own, data.CSV.gz", SyntheticFiles.sha256(text));
  }

  static Stream<Arguments> mistakes() {
    String good = String.join("\n", lines(50, "cat", "ant"));
    return Stream.of(
        arguments("", "FILE has no samples; each line needs features and then a label"),
        arguments("a,b,c\n", "FILE has no samples; each line needs features and then a label"),
        arguments(
            "12 cat",
            "FILE has one class only (cat); two at least are needed: is the label in another"
                + " column? name it with --label-column"),
        arguments(good + "\n1,cat", "line 51 of FILE has 2 columns where the first line has 3"),
        arguments(good + "\n1,2,3,cat", "line 51 of FILE has 4 columns where the first line has 3"),
        arguments(
            good + "\n\n1,?,cat",
            "1 of 51 lines of FILE lacks a value, first line 52 in column 2; remove or fill them,"
                + " or pass --missing drop or mean"),
        arguments(
            good + "\n,2,cat",
            "1 of 51 lines of FILE lacks a value, first line 51 in column 1; remove or fill them,"
                + " or pass --missing drop or mean"),
        arguments(
            good + "\nNaN,2,cat",
            "1 of 51 lines of FILE lacks a value, first line 51 in column 1; remove or fill them,"
                + " or pass --missing drop or mean"),
        arguments(
            good + "\n1d,2,cat",
            "line 51 of FILE has \"1d\" in column 1, where a decimal number is needed"),
        arguments(
            good + "\n1e39,2,cat",
            "line 51 of FILE has \"1e39\" in column 1, where a decimal number is needed that single"
                + " precision can hold"),
        arguments(
            "1,x,cat\n" + good,
            "line 1 of FILE has \"x\" in column 2, where a decimal number is needed"),
        arguments(good + "\n1,2, ", "line 51 of FILE has no label in its last column"),
        arguments(
            good + "\n1,2,dog",
            "FILE has one sample of the class dog; two at least are needed, one to train and one to"
                + " test with"),
        arguments("1,2,cat\n1,2,cat", "FILE has one class only (cat); two at least are needed"),
        arguments(
            String.join("\n", lines(18, "cat", "ant")),
            "FILE has 2 test samples; a tenth of them is for validation, so 5 at least are"
                + " needed"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneSentence(String text, String sentence) throws Exception {
    Path path = file(text);
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(sentence.replace("FILE", path.toString()));
  }

  @Test
  void whatIsNoUtf8() throws Exception {
    Path path = Files.write(dir.resolve("own.csv"), new byte[] {'1', ',', (byte) 0xe9, '\n'});
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(UserError.class)
        .hasMessage(path + " is not a text in UTF-8; save it as csv in UTF-8");
  }

  @Test
  void aFileThatIsNotThere() {
    assertThatThrownBy(() -> load(dir))
        .isInstanceOf(UserError.class)
        .hasMessage(dir + " is a folder; give the path of a data file");
  }
}
