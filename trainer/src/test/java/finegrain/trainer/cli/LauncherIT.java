package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import finegrain.trainer.cli.LauncherProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./finegrain} does before the program starts. */
class LauncherIT {
  private static final Path ROOT = Path.of(System.getProperty("finegrain.root"));

  @TempDir Path folder;

  /** Lets the first use's line about the build pass. */
  @BeforeEach
  void build() throws Exception {
    Outcome outcome = run("./finegrain --help");
    assertThat(outcome.exit()).as(outcome.error()).isZero();
  }

  @Test
  void hidesTheWarningOfTheVectorModule() throws Exception {
    Outcome outcome = run("./finegrain --help");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.output() + outcome.error()).doesNotContain("incubator");
  }

  @Test
  void saysInASentenceWhyTheVirtualMachineDoesNotStart() throws Exception {
    expect(
        run("FINEGRAIN_JAVA_OPTIONS=-XX:+NoSuchOption ./finegrain --help"),
        "Unrecognized VM option 'NoSuchOption'",
        "FINEGRAIN_JAVA_OPTIONS");
    expect(
        run("FINEGRAIN_JAVA_OPTIONS='-XX:+UseG1GC -XX:+UseParallelGC' ./finegrain --help"),
        "more than one garbage collector");
    expect(
        run("JAVA_TOOL_OPTIONS='-Xms900000g -Xmx900000g' ./finegrain --help"),
        "does not get its memory",
        "-Xmx");
  }

  /** 800 MB hold no JVM with the heap that it takes by itself, or none at all. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void namesTheLimitOfTheAddressSpace() throws Exception {
    expect(run("ulimit -v 800000; ./finegrain --help"), "800000 KiB (ulimit -v)");
  }

  private static void expect(Outcome outcome, String... words) {
    assertThat(outcome.exit()).as(outcome.error()).isEqualTo(2);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.error().replaceFirst("^Picked up .*\n", ""))
        .startsWith("finegrain: ")
        .containsOnlyOnce("\n")
        .contains(words);
  }

  @Test
  void aCollectorOfTheUserWins() throws Exception {
    Path file = Files.writeString(folder.resolve("options"), "-XX:+UseParallelGC\n");
    String log = " FINEGRAIN_JAVA_OPTIONS='-Xlog:gc";
    assertThat(run(log + "' ./finegrain --help").output()).contains("Using Serial");
    assertThat(run(log + " -XX:+UseG1GC' ./finegrain --help").output()).contains("Using G1");
    assertThat(run(log + " @" + file + "' ./finegrain --help").output()).contains("Using Parallel");
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      assertThat(run(variable + "=-XX:+UseG1GC" + log + "' ./finegrain --help").output())
          .as(variable)
          .contains("Using G1");
    }
  }

  @Test
  void quotesHoldAnOptionWithBlanksTogether() throws Exception {
    Path log = folder.resolve("a log of options *");
    Outcome outcome =
        run("FINEGRAIN_JAVA_OPTIONS=\"-Xmx64m '-Xlog:gc:file=" + log + "'\" ./finegrain --help");
    assertThat(outcome.exit()).as(outcome.error()).isZero();
    assertThat(log).content().contains("Using Serial");
    expect(run("FINEGRAIN_JAVA_OPTIONS='-Da=\"b' ./finegrain --help"), "quote", "not closed");
  }

  @Test
  void trustsNoVariable() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other/link"));
    Files.createSymbolicLink(folder.resolve("link"), ROOT);
    String start = "cd '" + folder + "'; exec ";
    assertThat(run(start + "env CDPATH='" + other.getParent() + "' link/finegrain --help").exit())
        .isZero();
    assertThat(run(start + "env CDPATH=.:/usr link/finegrain --help").exit()).isZero();
    assertThat(run("exec env -i '" + ROOT.resolve("finegrain") + "' --help").exit()).isZero();
    assertThat(run("set -Cf; export SHELLOPTS; exec ./finegrain --help").exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash --posix", "busybox sh", "zsh"})
  void anotherShellHandsOverToBash(String shell) throws Exception {
    assumeThat(run("command -v " + shell.split(" ", 2)[0]).exit()).isZero();
    Outcome outcome = run(shell + " ./finegrain --help");
    assertThat(outcome.exit()).as(outcome.error()).isZero();
    assertThat(outcome.error()).isEmpty();
  }

  /** As cron, systemd and sbatch --export=NONE start it. */
  @Test
  void findsFilesWithAccentsWithoutALocale() throws Exception {
    Path file = Files.writeString(folder.resolve("donn\u00e9es.csv"), "a,b\n");
    for (String locale : List.of("-u LC_ALL -u LANG", "LC_ALL=C", "LC_ALL=xx_XX.UTF-8")) {
      Outcome outcome =
          run("env " + locale + " ./finegrain run capacity-scaling --dataset csv:'" + file + "'");
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.error())
          .contains("donn\u00e9es.csv")
          .doesNotContain("no file", "not exist");
    }
  }

  /** Slurm starts a copy of the file from a folder of its own. */
  @Test
  void aCopyOfTheFileFindsTheCheckout() throws Exception {
    Path copy = folder.resolve("slurm_script");
    Files.copy(ROOT.resolve("finegrain"), copy, StandardCopyOption.COPY_ATTRIBUTES);
    String root = "='" + ROOT.toAbsolutePath().normalize() + "' ";
    assertThat(run("SLURM_SUBMIT_DIR" + root + copy + " --help").exit()).isZero();
    assertThat(run("SLURM_SUBMIT_DIR=/ FINEGRAIN_HOME" + root + copy + " --help").exit()).isZero();
    expect(run(copy + " --help"), folder.toString(), "FINEGRAIN_HOME");
    expect(run("FINEGRAIN_HOME=/usr " + copy + " --help"), "FINEGRAIN_HOME is /usr");
  }

  @Test
  void showsWhatTheVirtualMachineSaysBeforeTheWarning() throws Exception {
    Outcome outcome = run("JAVA_TOOL_OPTIONS=-Da=b ./finegrain --help");
    assertThat(outcome.error()).contains("JAVA_TOOL_OPTIONS").doesNotContain("incubator");
  }

  @Test
  void passesTheOptionsOn() throws Exception {
    assertThat(run("FINEGRAIN_JAVA_OPTIONS='-Xmx64m -Xlog:gc' ./finegrain --help").output())
        .contains("[gc]");
  }

  @Test
  void runsWithEveryDescriptorClosed() throws Exception {
    assertThat(run("./finegrain --help <&-").exit()).isZero();
    assertThat(run("./finegrain --help 2>&-").exit()).isZero();
    assertThat(run("./finegrain --help <&- 2>&- >&-").exit()).isZero();
  }

  @Test
  void becomesTheVirtualMachine() throws Exception {
    Outcome outcome =
        run("echo $$; FINEGRAIN_JAVA_OPTIONS=-Xlog:gc:stdout:pid exec ./finegrain --help");
    String[] lines = outcome.output().split("\n", -1);
    assertThat(lines[1]).startsWith("[" + lines[0] + "]");
  }

  @Test
  void findsItsFolderThroughLinks() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), ROOT.resolve("finegrain"));
    Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    assertThat(run("cd / && '" + folder.resolve("second") + "' --help").exit()).isZero();
  }

  @Test
  void passesOverAnOldJavaHome() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old/bin"));
    Files.createSymbolicLink(old.resolve("java"), Path.of("/bin/false"));
    Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.15\"\n");
    assertThat(run("JAVA_HOME='" + folder.resolve("old") + "' ./finegrain --help").exit()).isZero();
  }

  private Outcome run(String command) throws IOException, InterruptedException {
    return LauncherProcess.shell(ROOT, command);
  }
}
