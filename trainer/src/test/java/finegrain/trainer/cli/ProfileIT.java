package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles through the launcher, where modules and options of the JVM are those of a user. */
final class ProfileIT {
  private static final List<String> RUN =
      List.of("capacity-scaling --widths 5,7 --per-class 5 --repeats 2 --epochs 3".split(" ", -1));

  @TempDir Path folder;

  private LauncherProcess finegrain(Map<String, String> environment, String... command)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(RUN);
    LauncherProcess process = LauncherProcess.start(folder, environment, arguments);
    assertThat(process.exit()).as(process.error()).isZero();
    return process;
  }

  @Test
  void aProfileHasTheBytesOfARunAndAFolderOfItsOwn() throws Exception {
    LauncherProcess profile = finegrain(Map.of(), "profile", "run");
    assertThat(profile.output())
        .containsPattern("wrote runs/profile-\\d{8}-\\d{6}/results.csv\n")
        .containsPattern("wrote runs/profile-\\d{8}-\\d{6}/profile.jfr\n")
        .contains("8 of 8 models finished", "\nupdate ");
    finegrain(Map.of(), "run", "--out", "plain");
    Path results;
    try (var runs = Files.list(folder.resolve("runs"))) {
      results = runs.findAny().orElseThrow().resolve("results.csv");
    }
    assertThat(results).hasSameBinaryContentAs(folder.resolve("plain/results.csv"));
  }

  /** It would make the start longer, and nobody has asked for it. */
  @Test
  void aPlainRunStartsNoRecorder() throws Exception {
    String log = "-Xlog:class+load:file=" + folder.resolve("classes.log");
    finegrain(Map.of("FINEGRAIN_JAVA_OPTIONS", log), "run", "--out", "plain");
    assertThat(Files.readAllLines(folder.resolve("classes.log")))
        .anyMatch(line -> line.contains("finegrain.trainer.engine.Sweep "))
        .noneMatch(line -> line.contains("jdk.jfr.internal.PlatformRecorder "));
  }

  /** Ctrl-C, or a batch system's time limit. */
  @Test
  void aRunThatIsStoppedKeepsWhatWasRecorded() throws Exception {
    LauncherProcess profile =
        LauncherProcess.start(
            folder,
            Map.of(),
            List.of(
                "profile run capacity-scaling --widths 5 --repeats 1000 --out out".split(" ", -1)));
    // Until a model is finished.
    Path journal = folder.resolve("out/journal.bin");
    while (!Files.exists(journal) || Files.size(journal) == 0) {
      assertThat(profile.process().isAlive()).as(profile.error()).isTrue();
      Thread.sleep(10);
    }
    // And some epochs more.
    Thread.sleep(1000);
    profile.process().destroy();
    assertThat(profile.exit()).isEqualTo(128 + 15);
    assertThat(profile.error())
        .contains(
            "finegrain: stopped with ",
            "finegrain: what was recorded is in out/profile.jfr;"
                + " 'finegrain profile summary out/profile.jfr' shows it\n");
    LauncherProcess summary =
        LauncherProcess.start(folder, Map.of(), List.of("profile", "summary", "out/profile.jfr"));
    assertThat(summary.exit()).as(summary.error()).isZero();
    assertThat(summary.output()).contains(" of 2000 models finished", "\nupdate ");
  }
}
