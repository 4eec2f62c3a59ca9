package finegrain.trainer.repro;

import finegrain.kernels.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A JVM like this one, for what a JVM fixes at its start: the width of its vectors, and what oneDNN
 * may use. It runs {@link Child}, which writes lines of words with tabs between them.
 */
final class ChildJvm {
  private static final String VECTOR_BITS = "finegrain.vector.bits";

  /** Properties of the launcher's that are about the user's terminal or the start. */
  private static final List<String> NOT_PASSED_ON =
      List.of(VECTOR_BITS, "finegrain.stderr", "finegrain.started", "finegrain.terminal");

  private ChildJvm() {}

  /**
   * How a child ended.
   *
   * @param lines what it wrote, each line split at its tabs
   * @param failure what went wrong, as the end of a sentence; empty if it did all it should
   */
  record Outcome(List<List<String>> lines, Optional<String> failure) {
    /** The first line that begins with a word; empty if there is none. */
    Optional<List<String>> line(String word) {
      return lines.stream().filter(line -> line.getFirst().equals(word)).findFirst();
    }
  }

  /** The widths of vectors that the processor has, as this JVM sees it, in bits. */
  static List<Integer> widths() {
    int most =
        VirtualMachine.option("MaxVectorSize").map(bytes -> 8 * Integer.parseInt(bytes)).orElse(0);
    return Stream.of(128, 256, 512).filter(bits -> bits <= most).toList();
  }

  /** The option that gives a JVM vectors of so many bits. */
  static String vectorBits(int bits) {
    return "-D%s=%d".formatted(VECTOR_BITS, bits);
  }

  /**
   * Runs a child to its end.
   *
   * @param options of the JVM, after those that this one has
   * @param environment variables that are added to those of this process
   * @throws InterruptedException if the thread is interrupted meanwhile; the child is ended
   */
  static Outcome run(List<String> options, Map<String, String> environment, String... arguments)
      throws InterruptedException {
    List<String> command = new ArrayList<>(java(options));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        CompletableFuture<String> words =
            CompletableFuture.supplyAsync(() -> words(process.errorReader(StandardCharsets.UTF_8)));
        List<List<String>> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
          out.lines().forEach(line -> lines.add(List.of(line.split("\t", -1))));
        }
        return new Outcome(lines, failure(process.waitFor(), lines, words.join()));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException | UncheckedIOException e) {
      return new Outcome(List.of(), Optional.of("could not be run: " + e.getMessage()));
    }
  }

  private static Optional<String> failure(int exit, List<List<String>> lines, String words) {
    boolean complete = !lines.isEmpty() && lines.getLast().getFirst().equals(Child.END);
    if (exit == 0 && complete) {
      return Optional.empty();
    }
    String said = words.isEmpty() ? "it said nothing" : "it said: " + words;
    return Optional.of("ended with code %d before it was done; %s".formatted(exit, said));
  }

  /**
   * The first line but warnings of what the JVM says on its standard error; it is read to its end.
   */
  private static String words(BufferedReader errors) {
    try (errors) {
      return errors
          .lines()
          .filter(line -> !line.startsWith("WARNING: ") && !line.isBlank())
          .reduce("", (first, line) -> first.isEmpty() ? line.strip() : first);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command that starts a child, but for its arguments. */
  private static List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(ChildJvm::isPassedOn)
        .forEach(command::add);
    command.addAll(options);
    String modules = System.getProperty("jdk.module.path", "");
    String classes = System.getProperty("java.class.path", "");
    String main = Child.class.getName();
    if (ModuleLayer.boot().findModule("finegrain.onednn").isPresent()) {
      command.add("--enable-native-access=finegrain.onednn");
    }
    if (!classes.isEmpty()) {
      command.addAll(List.of("-cp", classes));
    }
    if (modules.isEmpty()) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector", main));
    } else {
      command.addAll(List.of("-p", modules, "-m", Child.class.getModule().getName() + "/" + main));
    }
    return command;
  }

  private static boolean isPassedOn(String option) {
    if (option.startsWith("-D")) {
      return option.startsWith("-Dfinegrain.")
          && NOT_PASSED_ON.stream().noneMatch(name -> option.startsWith("-D" + name));
    }
    return option.startsWith("-X") && !option.startsWith("-Xlog");
  }
}
