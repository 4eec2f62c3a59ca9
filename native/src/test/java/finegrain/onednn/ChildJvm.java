package finegrain.onednn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a main class of the tests in a JVM of its own, on the class path. */
final class ChildJvm {
  private ChildJvm() {}

  /** The exit code of a JVM, and its output on both streams. */
  record Outcome(int exit, String output) {}

  /** A JVM with the library's options, that then gets these and the main class's arguments. */
  static Process start(Class<?> main, List<String> options, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
    all.addAll(options);
    return startBare(main, all, arguments);
  }

  /** A JVM with no other options than these, and the cache folder of this one. */
  static Process startBare(Class<?> main, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dfinegrain.cache=" + System.getProperty("finegrain.cache"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static Outcome run(Class<?> main, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    return end(start(main, options, arguments));
  }

  static Outcome end(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  /** Everything that this JVM has, whichever path it has it on. */
  private static String classPath() {
    List<String> paths = new ArrayList<>();
    for (String name : List.of("jdk.module.path", "java.class.path", "surefire.test.class.path")) {
      String path = System.getProperty(name, "");
      if (!path.isEmpty()) {
        paths.add(path);
      }
    }
    // Where the build patches the tests into the module.
    Path tests = Path.of(System.getProperty("basedir", "."), "target", "test-classes");
    paths.add(tests.toString());
    return String.join(File.pathSeparator, paths);
  }
}
