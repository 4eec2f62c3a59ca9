package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
    // It is learnt, as it is not without scaling.
    List<String> header = List.of(rows.getFirst().split(",", -1));
    int accuracy = header.indexOf("test_accuracy");
    assertThat(accuracy).as(rows.getFirst()).isNotNegative();
    assertThat(rows.subList(1, 3))
        .allMatch(row -> Double.parseDouble(row.split(",", -1)[accuracy]) == 1);
  }

  @Test
  void needsAMap() {
    assertThat(run(folder.resolve("out")).mistake())
        .isEqualTo(
            "csv-my__animals has no label map of its own; give --map with the coarse class of each"
                + " of its 4 classes (ant, bee, cat, dog), as digits or in a file");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
