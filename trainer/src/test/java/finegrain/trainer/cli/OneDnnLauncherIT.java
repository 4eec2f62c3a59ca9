package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./finegrain run --backend onednn}, from the fetching of the library to the results. */
class OneDnnLauncherIT {
  private static final Path ROOT = Path.of(System.getProperty("finegrain.root"));
  private static final String RUN =
      "./finegrain run capacity-scaling --widths 5 --repeats 1 --epochs 1 --backend onednn --out ";

  private static final String WARNING =
      "These are not the reference bits: onednn computes its own, and other machines may not repeat"
          + " them.";

  @TempDir Path folder;

  /** How a command ended, and all that it wrote. */
  private record Outcome(int exit, String output) {}

  @Test
  void trainsWithOneDnn() throws Exception {
    Outcome outcome = run(RUN + folder.resolve("out"));
    assertThat(outcome.exit).as(outcome.output).isZero();
    assertThat(outcome.output)
        .contains("backend: onednn, oneDNN 3.11", "not the reference bits")
        .contains(WARNING + "\ncapacity-scaling on mnist")
        .endsWith(WARNING + "\n")
        .doesNotContain("WARNING");
    assertThat(folder.resolve("out/results.csv")).exists();
    assertThat(folder.resolve("out/manifest.json")).content().contains("\"reference_bits\": false");
    assertThat(folder.resolve("out/report.html")).content().contains(WARNING);
  }

  /** The medians of oneDNN's run against the interval of the reference bits, and each other. */
  @Test
  void findsWhatTheReferenceFinds() throws Exception {
    String command = "./finegrain run capacity-scaling --widths 20 --repeats 8 --epochs 20 ";
    assertThat(run(command + "--backend onednn --out " + folder.resolve("onednn")).exit).isZero();
    assertThat(run(command + "--backend vector --out " + folder.resolve("vector")).exit).isZero();
    Map<String, Double> oneDnn = summary("onednn");
    Map<String, Double> vector = summary("vector");
    for (String column : List.of("coarse_median", "median", "difference_median")) {
      assertThat(oneDnn.get(column)).as(column).isCloseTo(vector.get(column), within(0.005));
    }
    assertThat(oneDnn.get("difference_median"))
        .isBetween(vector.get("difference_low"), vector.get("difference_high"));
  }

  private Map<String, Double> summary(String run) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(run).resolve("summary.csv"));
    String[] names = lines.get(0).split(",", -1);
    String[] values = lines.get(1).split(",", -1);
    Map<String, Double> numbers = new HashMap<>();
    for (int column = List.of(names).indexOf("repeats"); column < names.length; column++) {
      numbers.put(names[column], Double.valueOf(values[column]));
    }
    return numbers;
  }

  @Test
  void saysWhyItCannot() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.so"), "garbage");
    Outcome outcome =
        run("FINEGRAIN_ONEDNN_LIBRARY='" + garbage + "' " + RUN + folder.resolve("out"));
    assertThat(outcome.exit).isEqualTo(2);
    assertThat(outcome.output)
        .contains("the backend onednn cannot run here: ", "garbage.so", "it is no native library")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private static Outcome run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", "-c", command)
            .directory(ROOT.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
