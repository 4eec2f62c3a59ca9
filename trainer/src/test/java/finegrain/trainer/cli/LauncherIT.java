package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./finegrain} does before the program starts. */
class LauncherIT {
  private static final Path ROOT = Path.of(System.getProperty("finegrain.root"));

  @TempDir Path folder;

  /** How a command ended, and all that it wrote. */
  private record Outcome(int exit, String output, String error) {}

  /** Lets the first use's line about the build pass. */
  @BeforeEach
  void build() throws Exception {
    Outcome outcome = run("./finegrain --help");
    assertThat(outcome.exit).as(outcome.error).isZero();
  }

  @Test
  void hidesTheWarningOfTheVectorModule() throws Exception {
    Outcome outcome = run("./finegrain --help");
    assertThat(outcome.exit).isZero();
    assertThat(outcome.output + outcome.error).doesNotContain("incubator");
  }

  @Test
  void showsWhatElseTheVirtualMachineSays() throws Exception {
    Outcome outcome = run("FINEGRAIN_JAVA_OPTIONS=-XX:+NoSuchOption ./finegrain --help");
    assertThat(outcome.exit).isEqualTo(1);
    assertThat(outcome.error).contains("NoSuchOption", "Could not create the Java Virtual Machine");
  }

  @Test
  void showsWhatTheVirtualMachineSaysBeforeTheWarning() throws Exception {
    Outcome outcome = run("JAVA_TOOL_OPTIONS=-Da=b ./finegrain --help");
    assertThat(outcome.error).contains("JAVA_TOOL_OPTIONS").doesNotContain("incubator");
  }

  @Test
  void passesTheOptionsOn() throws Exception {
    assertThat(run("FINEGRAIN_JAVA_OPTIONS='-Xmx64m -Xlog:gc' ./finegrain --help").output)
        .contains("[gc]");
  }

  @Test
  void runsWithEveryDescriptorClosed() throws Exception {
    assertThat(run("./finegrain --help <&-").exit).isZero();
    assertThat(run("./finegrain --help 2>&-").exit).isZero();
    assertThat(run("./finegrain --help <&- 2>&- >&-").exit).isZero();
  }

  @Test
  void becomesTheVirtualMachine() throws Exception {
    Outcome outcome =
        run("echo $$; FINEGRAIN_JAVA_OPTIONS=-Xlog:gc:stdout:pid exec ./finegrain --help");
    String[] lines = outcome.output.split("\n", -1);
    assertThat(lines[1]).startsWith("[" + lines[0] + "]");
  }

  @Test
  void findsItsFolderThroughLinks() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), ROOT.resolve("finegrain"));
    Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    assertThat(run("cd / && '" + folder.resolve("second") + "' --help").exit).isZero();
  }

  @Test
  void passesOverAnOldJavaHome() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old/bin"));
    Files.createSymbolicLink(old.resolve("java"), Path.of("/bin/false"));
    Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.15\"\n");
    assertThat(run("JAVA_HOME='" + folder.resolve("old") + "' ./finegrain --help").exit).isZero();
  }

  /** Reads standard error to its end, which comes when the launcher's filter has ended too. */
  private Outcome run(String command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder("bash", "-c", command)
            .directory(ROOT.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .start();
    String error = new String(process.getErrorStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), Files.readString(output), error);
  }
}
