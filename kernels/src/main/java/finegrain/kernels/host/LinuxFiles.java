package finegrain.kernels.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The facts that Linux reports about the machine and about this process, in the files below {@code
 * /proc} and {@code /sys}. No other class reads these files. On another system, and if a file is
 * missing or unreadable, a fact is empty.
 */
public final class LinuxFiles {
  private static final String CPU_INFO = "proc/cpuinfo";
  private static final String PROCESS_STATUS = "proc/self/status";
  private static final String DESCRIPTORS = "proc/self/fd";
  private static final String PROCESSORS = "sys/devices/system/cpu/cpu";
  private static final String NODES = "sys/devices/system/node";
  private static final long KIB = 1024;

  // The name since Linux 5.3, then the older name.
  private static final List<String> SIBLINGS = List.of("core_cpus_list", "thread_siblings_list");

  private final Path root;

  /**
   * The files in a tree.
   *
   * @param root the folder that holds {@code proc} and {@code sys}
   */
  LinuxFiles(Path root) {
    this.root = root;
  }

  /** The files of this machine. */
  public static LinuxFiles ofThisMachine() {
    return new LinuxFiles(Path.of("/"));
  }

  /**
   * A cache of a processor.
   *
   * @param level from 1, the nearest to the core
   * @param type {@code data}, {@code instruction} or {@code unified}
   * @param size as Linux writes it, such as {@code 512K} or {@code 2M}
   */
  public record Cache(int level, String type, String size) {
    /**
     * The size in bytes.
     *
     * @throws NumberFormatException if the size is no number
     * @throws ArithmeticException if it is above 2^63 - 1 bytes
     */
    public long bytes() {
      String upper = size.toUpperCase(Locale.ROOT);
      long unit = upper.endsWith("K") ? KIB : upper.endsWith("M") ? KIB * KIB : 1;
      return Math.multiplyExact(
          unit, Long.parseLong(upper, 0, upper.length() - (unit > 1 ? 1 : 0), 10));
    }

    /** The cache in words, such as {@code L2 1024K unified}. */
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "L%d %s %s", level, size, type);
    }
  }

  /** The name of the first processor's model. */
  public Optional<String> processorModel() {
    return value(CPU_INFO, "model name");
  }

  /** The vendor of the first processor, such as {@code GenuineIntel}. */
  public Optional<String> processorVendor() {
    return value(CPU_INFO, "vendor_id");
  }

  /** The caches of the first processor, in the order of {@link Cache#toString}. */
  public List<Cache> caches() {
    List<Cache> caches = new ArrayList<>();
    for (int index = 0; ; index++) {
      Path folder = root.resolve(PROCESSORS + "0/cache/index" + index);
      Optional<String> level = text(folder.resolve("level"));
      Optional<String> type = text(folder.resolve("type"));
      Optional<String> size = text(folder.resolve("size"));
      if (level.isEmpty() || type.isEmpty() || size.isEmpty()) {
        caches.sort(Comparator.comparing(Cache::toString));
        return List.copyOf(caches);
      }
      caches.add(
          new Cache(
              Integer.parseInt(level.get()), type.get().toLowerCase(Locale.ROOT), size.get()));
    }
  }

  /** The machine's memory in bytes. */
  public OptionalLong memoryBytes() {
    return bytes("proc/meminfo", "MemTotal");
  }

  /** The resident memory of this process now, in bytes. */
  public OptionalLong residentBytes() {
    return bytes(PROCESS_STATUS, "VmRSS");
  }

  /** The largest resident memory of this process so far, in bytes. */
  public OptionalLong peakResidentBytes() {
    return bytes(PROCESS_STATUS, "VmHWM");
  }

  /**
   * The numbers of the processors that this process may use, by affinity and cpusets; none if they
   * are unknown.
   */
  int[] allowedProcessors() {
    try {
      return value(PROCESS_STATUS, "Cpus_allowed_list").stream()
          .flatMapToInt(LinuxFiles::numbers)
          .toArray();
    } catch (NumberFormatException unknownForm) {
      return new int[0];
    }
  }

  /**
   * The processors that share the core of a processor, as Linux lists them; empty for a processor
   * that is switched off.
   */
  Optional<String> core(int processor) {
    Path topology = root.resolve(PROCESSORS + processor + "/topology");
    return SIBLINGS.stream().flatMap(file -> text(topology.resolve(file)).stream()).findFirst();
  }

  /**
   * The processors of each memory node, by the nodes' numbers; a node of memory alone has none.
   * Empty if the nodes are unknown.
   */
  List<int[]> memoryNodes() {
    Path nodes = root.resolve(NODES);
    try {
      return text(nodes.resolve("online")).stream()
          .flatMapToInt(LinuxFiles::numbers)
          .mapToObj(node -> text(nodes.resolve("node" + node + "/cpulist")))
          .map(list -> list.stream().flatMapToInt(LinuxFiles::numbers).toArray())
          .toList();
    } catch (NumberFormatException unknownForm) {
      return List.of();
    }
  }

  /**
   * A limit on this process, or on all of its user's; empty if there is none.
   *
   * @param name as Linux writes it, such as {@code Max processes}
   */
  public OptionalLong limit(String name) {
    return value("proc/self/limits", name).stream()
        .map(line -> line.substring(name.length()).strip().split(" ", 2)[0])
        .filter(limit -> limit.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  /** Whether the file system of a path lets no program or library run from it. */
  public boolean forbidsPrograms(Path path) {
    Path place = path.toAbsolutePath().normalize();
    try (Stream<String> lines = Files.lines(root.resolve("proc/self/mounts"))) {
      // Of mounts at the same folder the last one counts.
      return lines
          .map(line -> line.split(" ", -1))
          .filter(words -> words.length > 3 && place.startsWith(words[1]))
          .reduce((one, other) -> other[1].length() >= one[1].length() ? other : one)
          .filter(words -> List.of(words[3].split(",", -1)).contains("noexec"))
          .isPresent();
    } catch (IOException | UncheckedIOException notLinux) {
      return false;
    }
  }

  /** Whether a descriptor of this process is a pipe; not where Linux does not tell. */
  public boolean isPipe(int descriptor) {
    try {
      Path opened =
          Files.readSymbolicLink(root.resolve(DESCRIPTORS).resolve(String.valueOf(descriptor)));
      return opened.toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException untold) {
      return false;
    }
  }

  /** Whether a process may ask for large pages of memory. */
  public boolean offersLargePages() {
    return text(root.resolve("sys/kernel/mm/transparent_hugepage/enabled"))
        .filter(modes -> modes.contains("[madvise]") || modes.contains("[always]"))
        .isPresent();
  }

  /** The lines of this process's memory map: address range, rights, and the mapped file's path. */
  public List<String> memoryMap() {
    try {
      return Files.readAllLines(root.resolve("proc/self/maps"));
    } catch (IOException notLinux) {
      return List.of();
    }
  }

  private OptionalLong bytes(String file, String key) {
    return value(file, key)
        .map(text -> OptionalLong.of(Long.parseLong(text.replaceAll("\\D", "")) * KIB))
        .orElse(OptionalLong.empty());
  }

  /** The value of the first line {@code key: value}. */
  private Optional<String> value(String file, String key) {
    try (Stream<String> lines = Files.lines(root.resolve(file), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException | UncheckedIOException notLinux) {
      return Optional.empty();
    }
  }

  /** The text of a file of one line; empty if there is none. */
  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  /** The numbers of a list such as {@code 0-3,8}. */
  private static IntStream numbers(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(range -> range.split("-", 2))
        .flatMapToInt(
            ends ->
                IntStream.rangeClosed(
                    Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
  }
}
