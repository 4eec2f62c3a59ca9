package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import finegrain.trainer.FolderContents;
import finegrain.trainer.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small run, in this JVM. RunIT starts the launcher. */
final class RunCommandTest {
  @TempDir static Path folder;
  private static Path out;
  private static Invocation first;

  @BeforeAll
  static void run() throws Exception {
    SmallMnist.write(folder.resolve("data"));
    out = folder.resolve("out");
    first = run(out, "--threads", "3", "--backend", "scalar");
    assertThat(first.exit()).as(first.err()).isZero();
  }

  private static Invocation run(Path out, String... options) {
    Stream<String> arguments =
        Stream.of(
            "run capacity-scaling --widths 7,5,7 --per-class 5 --repeats 6 --epochs 3"
                .split(" ", -1));
    Stream<String> paths =
        Stream.of(
            "--unverified", "--data-dir", "" + folder.resolve("data"), "--out", out.toString());
    return Invocation.of(
        Stream.of(arguments, paths, Stream.of(options)).flatMap(s -> s).toArray(String[]::new));
  }

  @Test
  void writesAllItsFiles() throws Exception {
    assertThat(FolderContents.of(out))
        .containsOnlyKeys(
            "configuration.json",
            "results.csv",
            "epochs.csv.gz",
            "summary.csv",
            "manifest.json",
            "report.html",
            "accuracy-5.svg",
            "difference.svg",
            "learning-curves.svg");

    // Two widths, six repeats, coarse and fine; three epochs each.
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(1 + 24);
    assertThat(Files.readAllLines(out.resolve("summary.csv"))).hasSize(1 + 2);
    try (GZIPInputStream in =
        new GZIPInputStream(Files.newInputStream(out.resolve("epochs.csv.gz")))) {
      assertThat(new String(in.readAllBytes(), UTF_8).lines()).hasSize(1 + 24 * 3);
    }
    assertThat(
            JsonParser.parseString(Files.readString(out.resolve("manifest.json")))
                .getAsJsonObject()
                .get("results_sha256")
                .getAsString())
        .isEqualTo(Sha256.of(Files.readAllBytes(out.resolve("results.csv"))));
  }

  @Test
  void showsWhatItDoesAndATableOfTheSummary() throws Exception {
    assertThat(first.out().lines())
        .contains(
            "capacity-scaling on mnist ("
                + folder.resolve("data/mnist")
                + "), protocol paper, map 00001111",
            "threads: 3",
            "models:  24")
        .anyMatch(line -> line.startsWith("backend: scalar, "))
        .anyMatch(line -> line.startsWith("24 models in "))
        .anyMatch(line -> line.matches("\\d+ MiB of memory: .* and \\d+ for each of 3 threads"))
        .contains(
            "wrote " + out.resolve("results.csv"),
            "wrote " + out.resolve("epochs.csv.gz"),
            "wrote " + out.resolve("summary.csv"),
            "wrote " + out.resolve("manifest.json"));
    assertThat(first.err().lines().toList())
        .allMatch(line -> line.matches("\\d+/24 models.*"))
        .last()
        .matches(line -> line.startsWith("24/24 models"));

    List<String> summary = Files.readAllLines(out.resolve("summary.csv"));
    for (String line : summary.subList(1, summary.size())) {
      assertThat(first.out().lines().map(row -> row.strip().replaceAll(" +", " ")))
          .as("the table's line for %s", line)
          .anyMatch(row -> row.startsWith(tableRow(line.split(",", -1))));
    }
  }

  private static String tableRow(String[] summary) {
    double low = Double.parseDouble(summary[19]);
    double high = Double.parseDouble(summary[20]);
    return String.format(
        Locale.ROOT,
        "%s %s 6 %.4f %.4f %+.4f %+.4f to %+.4f %s ",
        summary[6],
        summary[5],
        Double.valueOf(summary[11]),
        Double.valueOf(summary[14]),
        Double.valueOf(summary[18]),
        low,
        high,
        low > 0 ? "fine" : high < 0 ? "coarse" : "-");
  }

  @Test
  void saysThatItIsFinishedWhenItIsCalledAgain() {
    Map<String, String> before = FolderContents.of(out);
    Invocation again = run(out, "--threads", "1", "--backend", "auto");
    assertThat(again.exit()).isZero();
    assertThat(again.out())
        .isEqualTo("This run is finished: its results are in " + out + System.lineSeparator());
    assertThat(again.err()).isEmpty();
    assertThat(FolderContents.of(out)).isEqualTo(before);
  }

  @Test
  void givesTheSameBytesWithOtherThreadsCohortsAndBackend() throws Exception {
    Path other = folder.resolve("other");
    assertThat(run(other, "--threads", "1", "--cohort", "3", "--backend", "auto").exit()).isZero();
    for (String file : List.of("results.csv", "epochs.csv.gz", "summary.csv")) {
      assertThat(other.resolve(file)).hasSameBinaryContentAs(out.resolve(file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--map 01010101", "--protocol released", "--seed 2"})
  void whatIsTrainedDependsOn(String option) throws Exception {
    Path other = folder.resolve(option.replace(" ", ""));
    assertThat(run(other, option.split(" ", -1)).exit()).isZero();
    assertThat(weights(other)).hasSize(12).doesNotContainAnyElementsOf(weights(out));
  }

  private static List<String> weights(Path out) throws IOException {
    return Files.readAllLines(out.resolve("results.csv")).stream()
        .skip(1)
        .filter(row -> row.contains(",coarse,"))
        .map(row -> row.split(",", -1)[17])
        .toList();
  }
}
