package finegrain.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A JVM of its own, of the same JDK, for a part of a measurement. */
final class Jvm {
  private Jvm() {}

  /**
   * Runs it to its end.
   *
   * @param arguments of {@code java}
   * @param environment variables that it gets beside those of this process
   * @param lines takes each line of its standard output at once
   * @throws IOException with one sentence if it fails
   */
  static void run(List<String> arguments, Map<String, String> environment, Consumer<String> lines)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Path errors = Files.createTempFile("finegrain-bench", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      // It may have hours to go when this process is told to end.
      Thread end = new Thread(process::destroy);
      Runtime.getRuntime().addShutdownHook(end);
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        String line;
        while ((line = out.readLine()) != null) {
          lines.accept(line);
        }
        if (process.waitFor() != 0) {
          throw new IOException("its JVM failed" + reason(errors));
        }
      } finally {
        process.destroy();
        Runtime.getRuntime().removeShutdownHook(end);
      }
    } finally {
      Files.delete(errors);
    }
  }

  /** The first line about an exception or an error. */
  private static String reason(Path errors) {
    try (var lines = Files.lines(errors)) {
      return lines
          .filter(line -> line.contains("Exception") || line.contains("rror:"))
          .findFirst()
          .map(line -> ": " + line.strip())
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
