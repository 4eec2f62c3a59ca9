package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose standard output cannot be written. */
class StandardOutputTest {
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();

  /** A device that is always full. */
  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "--version", "list", "data list", "run --help", "repro check --help"})
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsAnErrorOfEveryCommand(String command) throws Exception {
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      assertThat(run(full, command.split(" ", -1))).isEqualTo(1);
    }
    assertThat(error.toString(UTF_8))
        .isEqualTo("finegrain: standard output cannot be written (No space left on device)\n");
  }

  /** The run goes on: its results are in its folder. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aRunWhoseLinesCannotBeWrittenKeepsItsResults(@TempDir Path folder) throws Exception {
    try (OutputStream full = new FileOutputStream("/dev/full")) {
      int code =
          run(
              full,
              "run",
              "capacity-scaling",
              "--widths=2",
              "--per-class=2",
              "--repeats=1",
              "--epochs=1",
              "--out=" + folder.resolve("out"));
      assertThat(code).isEqualTo(1);
    }
    assertThat(error.toString(UTF_8)).contains("standard output cannot be written");
    assertThat(Files.exists(folder.resolve("out/manifest.json"))).isTrue();
  }

  @Test
  void aReaderThatHasReadEnoughIsNoError() {
    assertThat(run(failing("Broken pipe"), "list")).isZero();
    assertThat(error.toString(UTF_8)).isEmpty();
  }

  @Test
  void aMistakeOfTheUserStaysOne() {
    assertThat(run(failing("Input/output error"), "nothing")).isEqualTo(2);
  }

  @Test
  void whatCanBeWrittenArrives() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(out, "--version")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("finegrain ").contains("Java ");
    assertThat(error.toString(UTF_8)).isEmpty();
  }

  private int run(OutputStream out, String... arguments) {
    return Main.run(new StandardOutput(out, UTF_8), new PrintStream(error, true, UTF_8), arguments);
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }
}
