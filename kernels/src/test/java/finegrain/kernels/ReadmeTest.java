package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in the README compiles, runs, and prints what stands below it. */
class ReadmeTest {
  private static final Pattern PROGRAM_AND_OUTPUT =
      Pattern.compile("```java\n(.*?)```.*?```\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theProgramPrintsWhatTheReadmeSays() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("finegrain.root", ".."));
    Matcher readme = PROGRAM_AND_OUTPUT.matcher(Files.readString(root.resolve("README.md")));
    assertThat(readme.find()).isTrue();
    Path program = Files.writeString(folder.resolve("Example.java"), readme.group(1));
    String classes =
        Path.of(Kernels.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classes,
                program.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).isZero();
    assertThat(output).isEqualTo(readme.group(2));
  }
}
