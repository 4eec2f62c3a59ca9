package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MissingValuesTest {
  @TempDir Path dir;

  private final List<String> lines =
      new ArrayList<>(
          IntStream.range(0, 60)
              .mapToObj(i -> "%d,%s,%s".formatted(i, i / 8., i % 2 == 0 ? "cat" : "ant"))
              .toList());

  private Dataset load(MissingValues missing) throws Exception {
    Path path = Files.writeString(dir.resolve("own.csv"), "a,b,kind\n" + String.join("\n", lines));
    ReadOptions options = new ReadOptions(Optional.empty(), List.of(), List.of(), missing);
    return new OwnFiles(FileFormat.CSV, List.of(path), options, Scaling.NONE).open().reader().get();
  }

  private void assertRefused(MissingValues missing, String sentence) {
    assertThatThrownBy(() -> load(missing))
        .isInstanceOf(UserError.class)
        .hasMessage(sentence.replace("FILE", dir.resolve("own.csv").toString()));
  }

  private static float[] features(Samples samples, int i) {
    float[] features = new float[samples.features()];
    samples.copyFeatures(i, features, 0);
    return features;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "NA", "N/A", "NaN", "nan", "null", "None", "?", "-", "\"\""})
  void theyAreCounted(String spelling) {
    lines.set(1, "1," + spelling + ",ant");
    lines.set(50, spelling + "," + spelling + ",cat");
    assertRefused(
        MissingValues.REFUSE,
        "2 of 60 lines of FILE lack a value, first line 3 in column 2 (b); remove or fill them, or"
            + " pass --missing drop or mean");
  }

  /** It is not the header that it may look like. */
  @Test
  void aFirstLineWithoutAnyValue() {
    lines.set(0, "NaN,,cat");
    assertRefused(
        MissingValues.REFUSE,
        "1 of 60 lines of FILE lacks a value, first line 2 in column 1 (a); remove or fill them, or"
            + " pass --missing drop or mean");
  }

  @Test
  void aFirstLineWithoutAnyValueAndWithoutAHeader() throws Exception {
    Path path = Files.writeString(dir.resolve("own.csv"), "NaN,,cat\n" + String.join("\n", lines));
    assertThatThrownBy(() -> new OwnFiles(FileFormat.CSV, path, Scaling.NONE).open().reader().get())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("1 of 61 lines of " + path + " lacks a value, first line 1");
  }

  @Test
  void linesAreDropped() throws Exception {
    lines.set(0, "0,,cat");
    lines.set(58, "?,1,cat");
    lines.set(3, "3,0.375,NA");
    Dataset set = load(MissingValues.DROP);
    assertThat(set.facts()).contains(new Fact("missing", "3 of 60 lines left out"));
    assertThat(set.train().size() + set.test().size()).isEqualTo(57);
    assertThat(features(set.train(), 0)).containsExactly(1, 0.125f);
    assertThat(features(set.train(), 1)).containsExactly(2, 0.25f);
    assertThat(features(set.train(), 2)).containsExactly(4, 0.5f);
    // The last of 28 cats was dropped; five of them are held out.
    assertThat(features(set.test(), 0)).containsExactly(48, 6);
  }

  /** The means are of lines 0 to 47, without those that lack the value. */
  @Test
  void valuesBecomeMeans() throws Exception {
    lines.set(0, ",0,cat");
    lines.set(1, "nan,0.125,ant");
    lines.set(59, "59,?,ant");
    Dataset set = load(MissingValues.MEAN);
    // (2 + ... + 47) / 46, and (0 + ... + 47) / 8 / 48.
    assertThat(features(set.train(), 0)).containsExactly(24.5f, 0);
    assertThat(features(set.train(), 1)).containsExactly(24.5f, 0.125f);
    assertThat(features(set.test(), 11)).containsExactly(59, 2.9375f);
    assertThat(set.facts())
        .contains(
            new Fact(
                "missing",
                "3 values in 3 of 60 lines, taken as the means over the training samples"));
  }

  @Test
  void aColumnWithoutValues() {
    lines.replaceAll(line -> line.replaceFirst("^\\d+", ""));
    assertRefused(
        MissingValues.MEAN,
        "column 1 (a) of FILE is empty in all lines; leave it out with --ignore a");
    lines.set(59, "1" + lines.get(59));
    assertRefused(
        MissingValues.MEAN,
        "column 1 (a) of FILE has no value in any training sample; leave it out with --ignore a");
  }

  @Test
  void noLineIsComplete() {
    lines.replaceAll(
        line ->
            line.startsWith("1")
                ? line.replaceFirst("^\\d+", "")
                : line.replaceFirst(",[^,]+", ","));
    assertRefused(
        MissingValues.DROP,
        "no line of FILE has all values; pass --missing mean, or leave columns out with --ignore");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "nan", "NA", "N/A", "null", "?"})
  void aLabelIsNeverMissing(String spelling) {
    lines.set(7, "7,1," + spelling);
    assertRefused(
        MissingValues.REFUSE,
        "line 9 of FILE has no label in its last column; write it, or remove the line");
    lines.set(9, "9,1," + spelling);
    assertRefused(
        MissingValues.MEAN,
        "line 9 of FILE has no label in its last column; 2 lines have none: remove them, or pass"
            + " --missing drop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "-", "Na", "no"})
  void wordsThatMayNameAClass(String name) throws Exception {
    lines.replaceAll(line -> line.replace("cat", name));
    assertThat(load(MissingValues.REFUSE).classNames()).contains(name);
  }

  @Test
  void otherWaysAreRefused() {
    assertThat(MissingValues.named("mean")).isEqualTo(MissingValues.MEAN);
    assertThatThrownBy(() -> MissingValues.named("refuse"))
        .isInstanceOf(UserError.class)
        .hasMessage("--missing must be drop or mean, and not \"refuse\"");
  }
}
