package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process of {@code ./finegrain}.
 *
 * @param process the launcher, which becomes the JVM
 * @param out the file that standard output goes to
 * @param err the file that standard error goes to
 */
record LauncherProcess(Process process, Path out, Path err) {
  /** The repository's folder: what Maven says, or the one with the launcher above this one. */
  static Path root() {
    String property = System.getProperty("finegrain.root");
    if (property != null) {
      return Path.of(property).toAbsolutePath().normalize();
    }
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(folder.resolve("finegrain"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /**
   * Starts the launcher.
   *
   * @param folder for the files of its output
   * @param environment variables that are added
   */
  static LauncherProcess start(Path folder, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(root().resolve("finegrain").toString()));
    command.addAll(arguments);
    return start(folder, environment, command.toArray(String[]::new));
  }

  /** Starts any command in the same way. */
  static LauncherProcess start(Path folder, Map<String, String> environment, String... command)
      throws IOException {
    Path out = Files.createTempFile(folder, "launcher", ".out");
    Path err = Files.createTempFile(folder, "launcher", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FINEGRAIN_JAVA"));
    builder.environment().putAll(environment);
    return new LauncherProcess(builder.start(), out, err);
  }

  /** How a command ended, and all that it wrote. */
  record Outcome(int exit, String output, String error) {}

  /**
   * Runs a line of bash to its end. Standard error is read to its own end, which comes when the
   * launcher's filter has ended too.
   *
   * @param folder where it runs
   */
  static Outcome shell(Path folder, String line) throws IOException, InterruptedException {
    Path output = Files.createTempFile("launcher", ".out");
    try {
      Process process =
          new ProcessBuilder("bash", "-c", line)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile())
              .start();
      String error = new String(process.getErrorStream().readAllBytes(), UTF_8);
      return new Outcome(process.waitFor(), Files.readString(output), error);
    } finally {
      Files.delete(output);
    }
  }

  /** Waits for the end; the exit code. */
  int exit() throws InterruptedException {
    return process.waitFor();
  }

  /** SIGKILL: the process can do nothing more, not even flush. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  String output() throws IOException {
    return Files.readString(out, UTF_8);
  }

  String error() throws IOException {
    return Files.readString(err, UTF_8);
  }
}
