package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String... arguments) {
    return Main.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void sweepNeedsTheLauncher() {
    assertThat(run("sweep")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "finegrain bench: whole runs need the launcher; start it as ./finegrain bench"
                + " sweep\n");
  }

  @Test
  void sweepNamesAnOptionThatIsOutOfRange() {
    assertThat(run("sweep", "--forks", "0")).isEqualTo(2);
    assertThat(errors()).isEqualTo("finegrain bench: --threads and --forks must be at least 1\n");
  }

  @Test
  void sweepRefusesWhatItCannotDo() {
    assertThat(run("sweep", "--isa", "sse")).isEqualTo(2);
    assertThat(run("sweep", "--steps", "--whole-grid")).isEqualTo(2);
    assertThat(errors())
        .isEqualTo(
            "finegrain bench: --isa: there is no class \"sse\"; choose from avx2, avx512\n"
                + "finegrain bench: --steps leaves out the runs, so it cannot stand beside"
                + " --whole-grid or --out\n");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void comparesInJvmsOfTheirOwn() throws Exception {
    Path json = folder.resolve("bench.json");
    Path plot = folder.resolve("bench.svg");
    int code =
        run(
            "--quick",
            "--forks",
            "1",
            "--shapes",
            "16x16x16,24x8x16:left",
            "--rivals",
            "ejml",
            "--json",
            json.toString(),
            "--plot",
            plot.toString());
    assertThat(errors().lines().filter(line -> !line.contains("other programs"))).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("16x16x16", "24x8x16:left", "ROUGH");
    JsonArray results =
        JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonArray("results");
    assertThat(results).hasSize(4);
    for (var result : results) {
      JsonObject entries = result.getAsJsonObject();
      assertThat(entries.get("median_gflops").getAsDouble()).isPositive();
      assertThat(entries.get("forks").getAsInt()).isEqualTo(1);
    }
    assertThat(Files.readString(plot)).startsWith("<svg").endsWith("</svg>\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(json, plot);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--shapes 32x",
        "--shapes 4096",
        "--operations convolution --shapes 32x4x4x3",
        "train --models resnet50:32",
        "train --rivals jax",
        "train --threads 0",
        "train --forks 0",
        "train --json /no/such/folder/x.json",
        "accuracy --epochs 0",
        "accuracy --epochs many",
        "accuracy --seeds 1,x",
        "accuracy --threads 0",
        "accuracy --per-class 0",
        "accuracy --load x.safetensors --out x",
        "accuracy --data-dir /no/such/folder",
        "--rivals atlas",
        "--operations sin",
        "--operations exp --plot x.svg",
        "--threads 0",
        "--isa avx3",
        "--isa",
        "--isa avx2 --rivals openblas",
        "--threads two",
        "--forks 0",
        "--forks",
        "--json /no/such/folder/x.json",
        "--speed",
        "OperationBenchmark"
      })
  void answersBadInputWithASentence(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(errors()).startsWith("finegrain bench: ").hasLineCount(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /** A fork that used other vectors than those of its row would be a failure. */
  @Test
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
  void measuresAClassInJvmsThatHaveIt() throws Exception {
    Path json = folder.resolve("bench.json");
    int code = run(("--quick --forks 1 --shapes 16x16x16 --isa avx2 --json " + json).split(" "));
    assertThat(errors().lines().filter(line -> !line.contains("other programs"))).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("matmul +16x16x16 +1 avx2 ")
        .contains("peak of 1 thread, avx2: ", "matmul, avx2, 1 thread, finegrain over onednn: ");
    JsonArray results =
        JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonArray("results");
    assertThat(results).hasSize(2);
    assertThat(results.get(1).getAsJsonObject().get("version").getAsString())
        .contains("oneDNN 3.11.0, AVX2, ");
  }

  @Test
  void measuresLayers() throws Exception {
    Path json = folder.resolve("bench.json");
    int code =
        run(
            ("--quick --forks 1 --operations convolution-input-gradient,layer-normalise-gradient"
                    + " --shapes 2x6x5x8:3s1:8,2x1x9x16 --json "
                    + json)
                .split(" "));
    assertThat(errors().lines().filter(line -> !line.contains("other programs"))).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("samples x image:filters", "GFLOP/s", "Gelem/s")
        .containsPattern("convolution-input-gradient +2x6x5x8:3s1:8 +1 ")
        .contains("layer-normalise-gradient, ", "finegrain over onednn: ");
    JsonObject first =
        JsonParser.parseString(Files.readString(json))
            .getAsJsonObject()
            .getAsJsonArray("results")
            .get(0)
            .getAsJsonObject();
    assertThat(first.get("shape").getAsString()).isEqualTo("2x6x5x8:3s1:8");
    assertThat(first.has("columns")).isFalse();
  }

  @Test
  void helps() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Examples:", "--shapes", "jmh");
  }

  private static final String[] JMH = {
    "jmh",
    "OperationBenchmark",
    "-f",
    "1",
    "-i",
    "1",
    "-r",
    "10ms",
    "-jvmArgsAppend",
    "-Dfinegrain.bench.warmup=1",
    "-p"
  };

  private int jmh(String... more) {
    return run(Stream.concat(Stream.of(JMH), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void runsABenchmarkAsJmhDoes() {
    assertThat(jmh("shape=8x10x12")).isZero();
  }

  @Test
  void aBenchmarkThatFailsIsAnError() {
    assertThat(jmh("shape=8x")).isEqualTo(1);
  }

  @Test
  void refusesToRunInItsOwnJvm() {
    assertThat(run("jmh", "OperationBenchmark", "-f", "0")).isEqualTo(2);
  }

  @Test
  void refusesANameThatNothingHas() {
    assertThat(run("jmh", "NoSuchBenchmark")).isEqualTo(2);
  }
}
