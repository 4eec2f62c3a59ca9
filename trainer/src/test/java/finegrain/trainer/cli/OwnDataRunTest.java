package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run on a csv file of the user's. */
final class OwnDataRunTest {
  @TempDir Path folder;
  private Path csv;
  private Path map;

  /** Four classes, each around a corner of a square far from the origin. */
  @BeforeEach
  void write() throws Exception {
    List<String> lines = new ArrayList<>(List.of("width,height,kind"));
    String[] kinds = {"ant", "bee", "cat", "dog"};
    for (int i = 0; i < 120; i++) {
      int kind = i % 4;
      lines.add(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%s",
              1000 + 10. * (kind % 2) + i % 7 * .1,
              500 + (kind < 2 ? 0 : 10) + i % 5 * .1,
              kinds[kind]));
    }
    csv = Files.write(folder.resolve("my, animals.csv"), lines);
    map =
        Files.write(
            folder.resolve("kinds.txt"),
            List.of("ant insect", "bee insect", "cat mammal", "dog mammal"));
  }

  private Invocation run(Path out, String... options) {
    Stream<String> common =
        Stream.of(
            "run",
            "capacity-scaling",
            "--dataset",
            "csv:" + csv,
            "--widths",
            "8",
            "--per-class",
            "20",
            "--repeats",
            "1",
            "--epochs",
            "60",
            "--threads",
            "1",
            "--out",
            out.toString());
    return Invocation.of(Stream.concat(common, Stream.of(options)).toArray(String[]::new));
  }

  /** Ants, bees and cats against dogs: three quarters of the samples are of one coarse class. */
  @Test
  void coarseClassesOfUnequalSizeHaveBalancedAccuracies() throws Exception {
    Path out = folder.resolve("out");
    Invocation invocation =
        run(out, "--map", "0001", "--scale", "standard", "--label-noise", "across:0.1");
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    assertThat(invocation.out())
        .contains(
            "coarse classes of unequal size, 6 to 18 of 24 held-out samples: balanced accuracy is"
                + " reported too")
        .contains("The coarse classes are of unequal size. By balanced accuracy, ");
    List<String> measures = Files.readAllLines(out.resolve("measures.csv"));
    assertThat(measures.getFirst()).endsWith(",per_class,label_noise,repeat,labels,measure,value");
    assertThat(measures.subList(1, 3))
        .allMatch(line -> line.contains(",20,across:0.1,0,"))
        .allMatch(line -> line.contains(",balanced_accuracy,"));
    assertThat(Files.readString(out.resolve("report.html"))).contains("Balanced accuracy</h2>");
  }

  @Test
  void trainsOnScaledFeatures() throws Exception {
    Path out = folder.resolve("out");
    Invocation invocation = run(out, "--map", map.toString(), "--scale", "standard");
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    assertThat(invocation.out())
        .startsWith("capacity-scaling on csv-my__animals-standard (" + csv + "), protocol paper");
    List<String> rows = Files.readAllLines(out.resolve("results.csv"));
    assertThat(rows).hasSize(3);
    assertThat(rows.subList(1, 3)).allMatch(row -> row.contains(",csv-my__animals-standard,"));
    assertThat(Files.readString(out.resolve("configuration.json"))).contains("my, animals.csv");
    assertThat(invocation.out()).doesNotContain("one class");
    // It is learnt, as it is not without scaling.
    List<String> header = List.of(rows.getFirst().split(",", -1));
    int accuracy = header.indexOf("test_accuracy");
    assertThat(accuracy).as(rows.getFirst()).isNotNegative();
    assertThat(rows.subList(1, 3))
        .allMatch(row -> Double.parseDouble(row.split(",", -1)[accuracy]) == 1);
  }

  /** The file is the same, and the samples are not. */
  @Test
  void anotherReadingIsAnotherRun() throws Exception {
    Path out = folder.resolve("out");
    assertThat(run(out, "--map", map.toString()).exit()).isZero();
    List<String> before = Files.readAllLines(out.resolve("results.csv"));
    Invocation other = run(out, "--map", map.toString(), "--ignore", "width");
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("reading").contains("ignore");
    assertThat(Files.readAllLines(out.resolve("results.csv"))).isEqualTo(before);
  }

  @Test
  void needsAMap() {
    assertThat(run(folder.resolve("out")).mistake())
        .isEqualTo(
            "csv-my__animals has no label map of its own; give --map with the coarse class of each"
                + " of its 4 classes (ant, bee, cat, dog), as digits or in a file");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static final String FACTS =
      """
        samples   96 training, 24 test
        features  2, not scaled, values from 500 to 1011
      """;

  private static final String CLASSES =
      """
        classes   4, each with 24 training and 6 test samples: ant, bee, cat, dog
        coarse    insect (ant, bee), mammal (cat, dog)
      """;

  @Test
  void saysWhatItUnderstoodAndKeepsIt() throws Exception {
    Path out = folder.resolve("out");
    Invocation invocation = run(out, "--map", map.toString());
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    assertThat(invocation.out()).contains("map 0011\n" + FACTS).contains(CLASSES + "backend: ");
    JsonObject data = manifest(out).getAsJsonObject("data");
    assertThat(data.get("samples").getAsString()).isEqualTo("96 training, 24 test");
    assertThat(data.get("coarse").getAsString()).isEqualTo("insect (ant, bee), mammal (cat, dog)");
    String report = Files.readString(out.resolve("report.html"));
    assertThat(report)
        .contains("<dt>coarse</dt><dd>insect (ant, bee), mammal (cat, dog)</dd>")
        .contains("<dt>samples</dt><dd>96 training, 24 test</dd>");
    assertThat(Invocation.of("report", out.toString()).exit()).isZero();
    assertThat(out.resolve("report.html")).hasContent(report);
  }

  private static JsonObject manifest(Path out) throws Exception {
    return JsonParser.parseString(Files.readString(out.resolve("manifest.json"))).getAsJsonObject();
  }

  @Test
  void showsTheSameAndTrainsNothing() {
    Invocation shown = Invocation.of("data", "show", "csv:" + csv, "--map", map.toString());
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out()).startsWith("csv-my__animals (" + csv + ")\n" + FACTS).endsWith(CLASSES);
    Invocation scaled = Invocation.of("data", "show", "--dataset", "csv:" + csv, "--scale", "unit");
    assertThat(scaled.out())
        .contains("  features  2, scaled: unit, values from 0 to 1\n")
        .doesNotContain("coarse");
    assertThat(Invocation.of("data", "show", "csv:" + csv, "--map", "01").mistake())
        .isEqualTo(
            "the map 01 has 2 digits, but there are 4 fine classes (ant, bee, cat, dog): give a"
                + " digit for each");
    assertThat(Invocation.of("data", "show").mistake()).startsWith("name one data set: ");
    assertThat(Invocation.of("data", "show", "mnist", "--dataset", "mnist").mistake())
        .startsWith("name one data set: ");
  }

  @Test
  void showsGeneratedPoints() {
    assertThat(Invocation.of("data", "show", "circles", "--map", "0110").out())
        .isEqualTo(
            """
            circles (generated)
              samples   drawn anew in each repeat
              features  2
              coarse    0 (0, 3), 1 (1, 2)
            """);
  }

  /** 1e30 makes the loss infinite. */
  @Test
  void modelsThatDivergeAreToldWithARemedy() throws Exception {
    Files.write(
        csv,
        Files.readAllLines(csv).stream()
            .map(line -> line.replaceFirst("^1[^,]*", "1e30"))
            .toList());
    Path out = folder.resolve("out");
    Invocation invocation = run(out, "--map", "0011");
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    String warning =
        invocation.out().lines().filter(line -> line.contains("diverged")).findAny().orElseThrow();
    assertThat(warning)
        .matches(
            "\\d models? diverged: a loss was not finite\\. The accuracy before that counts\\."
                + " --scale standard may help\\.");
    assertThat(invocation.out()).contains("values from 500 to 1e30\n");
    assertThat(manifest(out).getAsJsonArray("warnings").get(0).getAsString()).isEqualTo(warning);
    assertThat(Files.readString(out.resolve("report.html"))).contains("<p>" + warning + "</p>");
    assertThat(run(folder.resolve("scaled"), "--map", "0011", "--scale", "standard").out())
        .doesNotContain("may help");
  }

  /** All samples are the same, so a model can only give one answer. */
  @Test
  void modelsThatAnswerOneClassAreCounted() throws Exception {
    Files.write(
        csv,
        Files.readAllLines(csv).stream().map(line -> line.replaceFirst("^1.*,", "1,2,")).toList());
    Path out = folder.resolve("out");
    Invocation invocation = run(out, "--map", "0011");
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    String warning =
        "2 of 2 models answer one class: the same coarse class for all test samples. --scale"
            + " standard may help.";
    assertThat(invocation.out().lines()).contains(warning);
    assertThat(manifest(out).getAsJsonArray("warnings").get(0).getAsString()).isEqualTo(warning);
  }

  /** As many classes as a csv file may have with four test samples each. */
  @Test
  void trainsOnManyClassesWithFewSamples() throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int kind = 0; kind < 100; kind++) {
      groups.add("kind%d,group %d".formatted(kind, kind % 50));
      for (int i = 0; i < 24; i++) {
        lines.add("%d.5,%d,kind%d".formatted(kind % 10, kind / 10, kind));
      }
    }
    Files.write(csv, lines);
    Files.write(map, groups);
    Path out = folder.resolve("out");
    Invocation invocation = run(out, "--map", map.toString());
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    assertThat(invocation.out())
        .contains("classes   100, each with 20 training and 4 test samples: kind0, kind1, kind10, ")
        .contains("validation a tenth of the test samples of all classes together")
        .contains("coarse    50: group 0 (2), group 1 (2), group 2 (2), ");
    assertThat(Files.readString(out.resolve("configuration.json")))
        .containsPattern("\"map\": \"0\\.1\\.10\\.");
    assertThat(Invocation.of("report", out.toString()).exit()).isZero();
  }
}
