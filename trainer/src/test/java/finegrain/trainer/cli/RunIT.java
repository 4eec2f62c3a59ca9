package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promise of the whole program, held against its launcher: one result, byte for byte. A run of
 * 101 images a class has a last batch of 8 after those of 16.
 */
final class RunIT {
  private static final List<String> RUN =
      List.of(
          "run capacity-scaling --widths 5,7 --per-class 5,101 --repeats 2 --epochs 3"
              .split(" ", -1));

  /**
   * The reference bits: SHA-256 of results.csv. They change with the numerical contract alone; who
   * changes that on purpose takes the new ones from the failure's message.
   */
  private static final Map<String, String> REFERENCE =
      Map.of(
          "paper", "85482ab88b3291fafcc2fd47c7faf42604bae4d8391a3aa016db5d5e772d8fd7",
          "released", "fc8409eed7014fa4c573dfd847a5cc185af0e153688b924d02d64089c57abe41");

  @TempDir Path folder;

  /** Lets the launcher build, which it says on standard error. */
  @BeforeAll
  static void build(@TempDir Path scratch) throws Exception {
    LauncherProcess help = LauncherProcess.start(scratch, Map.of(), List.of("--help"));
    assertThat(help.exit()).as(help.error()).isZero();
  }

  private LauncherProcess start(List<String> arguments, String... more) throws IOException {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return LauncherProcess.start(folder, Map.of(), all);
  }

  /**
   * The reference, in every way to come by it that must not matter. Both protocols are one engine:
   * the second is seen with each arithmetic, one thread, and one other cohort.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1 thread, '', --threads 1, paper released",
    "2 threads, '', --threads 2, paper",
    "16 threads, '', --threads 16, paper",
    "64 threads, '', --threads 64, paper",
    "each alone, '', --cohort 1, paper",
    "cohorts of 3, '', --cohort 3, paper released",
    "scalar, '', --backend scalar, paper released",
    "vector, '', --backend vector, paper",
    "128 bits, -Dfinegrain.vector.bits=128, --backend vector, paper released",
    "256 bits, -Dfinegrain.vector.bits=256, --backend vector, paper released",
    "512 bits, -Dfinegrain.vector.bits=512, --backend vector, paper released",
    "AVX2, -XX:+IgnoreUnrecognizedVMOptions -XX:UseAVX=2, --backend vector, paper released",
    "German, -Duser.language=de -Duser.country=DE, --backend vector, paper",
  })
  void resultsAreTheSameBytes(String name, String jvm, String options, String protocols)
      throws Exception {
    Map<String, String> environment = new HashMap<>(Map.of("FINEGRAIN_JAVA_OPTIONS", jvm));
    if (name.equals("German")) {
      environment.putAll(Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "de_DE.UTF-8"));
    }
    Map<String, LauncherProcess> runs = new TreeMap<>();
    for (String protocol : protocols.split(" ", -1)) {
      List<String> arguments = new ArrayList<>(RUN);
      arguments.addAll(List.of("--protocol", protocol, "--out", protocol));
      arguments.addAll(List.of(options.split(" ", -1)));
      runs.put(protocol, LauncherProcess.start(folder, environment, arguments));
    }
    for (String protocol : runs.keySet()) {
      LauncherProcess run = runs.get(protocol);
      assertThat(run.exit()).as(run.error()).isZero();
      assertThat(run.error()).doesNotContain("incubator");
      byte[] results = Files.readAllBytes(folder.resolve(protocol).resolve("results.csv"));
      assertThat(Sha256.of(results)).as(protocol).isEqualTo(REFERENCE.get(protocol));
    }
  }

  /** As an array job does it: each shard on a machine of its own, with its threads and vectors. */
  @Test
  void shardsAreMergedToTheSameBytes() throws Exception {
    List<LauncherProcess> shards = new ArrayList<>();
    Map<String, String> vectors =
        Map.of(
            "1/3 --threads 1", "-XX:+IgnoreUnrecognizedVMOptions -XX:UseAVX=2",
            "2/3 --backend scalar", "",
            "3/3 --threads 5", "-Dfinegrain.vector.bits=128");
    for (Map.Entry<String, String> shard : vectors.entrySet()) {
      List<String> arguments = new ArrayList<>(RUN);
      arguments.addAll(List.of(("--shard " + shard.getKey()).split(" ", -1)));
      Map<String, String> environment = Map.of("FINEGRAIN_JAVA_OPTIONS", shard.getValue());
      shards.add(LauncherProcess.start(folder, environment, arguments));
    }
    for (LauncherProcess shard : shards) {
      assertThat(shard.exit()).as(shard.error()).isZero();
      assertThat(shard.output()).containsPattern("shard: {3}[123]/3\n");
    }
    LauncherProcess merge = merge();
    assertThat(merge.exit()).as(merge.error()).isZero();
    assertThat(merge.output()).contains("95 % interval", "\n16 models of 3 shards, ");
    LauncherProcess again = merge();
    assertThat(again.exit()).as(again.error()).isZero();
    assertThat(again.output()).startsWith("This run is finished: its results are in runs/");
    LauncherProcess whole = start(RUN, "--out", "whole");
    assertThat(whole.exit()).as(whole.error()).isZero();

    Path merged;
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      merged = runs.filter(path -> !path.toString().contains("shard")).findAny().orElseThrow();
    }
    for (String file :
        List.of("configuration.json", "results.csv", "epochs.csv.gz", "summary.csv")) {
      assertThat(merged.resolve(file)).hasSameBinaryContentAs(folder.resolve("whole/" + file));
    }
    assertThat(Sha256.of(Files.readAllBytes(merged.resolve("results.csv"))))
        .isEqualTo(REFERENCE.get("paper"));
  }

  private LauncherProcess merge() throws IOException {
    String launcher = LauncherProcess.root().resolve("finegrain").toString();
    return LauncherProcess.start(
        folder,
        Map.of(),
        "bash",
        "-c",
        "exec '%s' merge runs/*-shard-{3,1,2}-of-3".formatted(launcher));
  }

  @Test
  void aMistakeArrivesOnStandardErrorAndWritesNothing() throws Exception {
    LauncherProcess run = start(RUN, "--out", "out", "--repeats", "0");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.error())
        .isEqualTo("finegrain: --repeats is given twice; see 'finegrain run --help'\n");
    assertThat(run.output()).isEmpty();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aSecondRunIsKeptOutOfAFolderInUse() throws Exception {
    Path out = folder.resolve("out");
    List<String> longRun =
        List.of("run capacity-scaling --epochs 700 --repeats 100 --out out".split(" ", -1));
    LauncherProcess first = start(longRun);
    try {
      while (!Files.exists(out.resolve("journal.bin"))) {
        assertThat(first.process().isAlive()).as(first.error()).isTrue();
        Thread.sleep(10);
      }
      LauncherProcess second = start(longRun);
      assertThat(second.exit()).isEqualTo(2);
      assertThat(second.error())
          .isEqualTo(
              "finegrain: the output folder out is in use by another run;"
                  + " wait for it or choose another one with --out\n");
      assertThat(second.output()).isEmpty();
      assertThat(first.process().isAlive()).isTrue();
    } finally {
      first.kill();
    }
  }
}
