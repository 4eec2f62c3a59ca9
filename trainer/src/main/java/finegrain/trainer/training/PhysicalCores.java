package finegrain.trainer.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The physical cores that this process may use. Hardware threads of one core share its multiply-add
 * units, so a second one adds memory and no speed.
 *
 * <p>Linux tells by files: the processors that the process is bound to in {@code /proc/self/status}
 * (affinity, cpusets), which of them share a core in {@code /sys/devices/system/cpu}. Elsewhere,
 * and where a file is missing, every processor counts as a core.
 */
public final class PhysicalCores {
  private static final String STATUS = "proc/self/status";
  private static final String ALLOWED = "Cpus_allowed_list:";

  // The name since Linux 5.3, then the one before.
  private static final List<String> SIBLINGS = List.of("core_cpus_list", "thread_siblings_list");

  private final Path root;
  private final int processors;

  /**
   * Counts in a tree of files.
   *
   * @param root the folder that holds {@code proc} and {@code sys}
   * @param processors that the JVM takes the process to have, by affinity and by its share of time;
   *     there are no more cores
   */
  PhysicalCores(Path root, int processors) {
    this.root = root;
    this.processors = processors;
  }

  /** Those of this machine, at least 1. */
  public static int available() {
    return new PhysicalCores(Path.of("/"), Runtime.getRuntime().availableProcessors()).count();
  }

  /** The number of cores, at least 1. */
  int count() {
    Set<String> cores = new HashSet<>();
    for (int processor : allowed()) {
      siblings(processor).ifPresent(cores::add);
    }
    return cores.isEmpty() ? processors : Math.min(cores.size(), processors);
  }

  /** The processors that the process is bound to; none if that is not known. */
  private int[] allowed() {
    try {
      return Files.readAllLines(root.resolve(STATUS), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith(ALLOWED))
          .flatMapToInt(line -> numbers(line.substring(ALLOWED.length())))
          .toArray();
    } catch (IOException | NumberFormatException notLinux) {
      return new int[0];
    }
  }

  /** The processors of a core, as Linux lists them; empty for a processor that is switched off. */
  private Optional<String> siblings(int processor) {
    Path topology = root.resolve("sys/devices/system/cpu/cpu" + processor + "/topology");
    for (String file : SIBLINGS) {
      try {
        String list = Files.readString(topology.resolve(file)).strip();
        if (!list.isEmpty()) {
          return Optional.of(list);
        }
      } catch (IOException missing) {
        // The older name is next.
      }
    }
    return Optional.empty();
  }

  /** The numbers of a list such as {@code 0-3,8}. */
  private static IntStream numbers(String list) {
    return Arrays.stream(list.strip().split(",", -1))
        .map(range -> range.split("-", 2))
        .flatMapToInt(
            ends ->
                IntStream.rangeClosed(
                    Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
  }
}
