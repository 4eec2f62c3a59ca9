package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts JVMs with descriptor 0 as the launcher lays it. */
class StandardErrorTest {
  @TempDir Path folder;

  /** What the started JVMs run. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      PrintStream error = StandardError.open();
      error.print("50 \u03bcs");
      if (args.length > 0) {
        Runtime.getRuntime().halt(Integer.parseInt(args[0]));
      }
    }
  }

  @Test
  void isDescriptorZeroWhereTheLauncherSaysSo() throws Exception {
    run("0>real", "-Dfinegrain.stderr=0", "-Dstderr.encoding=UTF-8");
    assertThat(folder.resolve("real")).hasContent("50 \u03bcs");
    assertThat(folder.resolve("own")).isEmptyFile();
  }

  @Test
  void isTheOwnOneElsewhere() throws Exception {
    run("0>real", "-Dstderr.encoding=UTF-8");
    assertThat(folder.resolve("real")).isEmptyFile();
    assertThat(folder.resolve("own")).hasContent("50 \u03bcs");
  }

  @Test
  void writesInTheEncodingOfTheTerminal() throws Exception {
    run("0>real", "-Dfinegrain.stderr=0", "-Dstderr.encoding=ISO-8859-7");
    assertThat(Files.readAllBytes(folder.resolve("real")))
        .isEqualTo(new byte[] {'5', '0', ' ', (byte) 0xec, 's'});
  }

  @Test
  void waitsForNoFlush() throws Exception {
    int exit = run("0>real", List.of("7"), "-Dfinegrain.stderr=0", "-Dstderr.encoding=UTF-8");
    assertThat(exit).isEqualTo(7);
    assertThat(folder.resolve("real")).hasContent("50 \u03bcs");
  }

  private void run(String redirection, String... options) throws Exception {
    assertThat(run(redirection, List.of(), options)).isZero();
  }

  private int run(String redirection, List<String> arguments, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "exec \"$@\" " + redirection + " 2>own", "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Collections.addAll(command, options);
    command.add("-cp");
    command.add(classPath(StandardError.class) + ":" + classPath(StandardErrorTest.class));
    command.add(Program.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).directory(folder.toFile()).start().waitFor();
  }

  /** Tests lie in the module that they test, so the two have one source: the sibling folder. */
  private static Path classPath(Class<?> type) {
    return Path.of("target", type == StandardError.class ? "classes" : "test-classes")
        .toAbsolutePath();
  }
}
