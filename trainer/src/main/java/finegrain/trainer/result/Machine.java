package finegrain.trainer.result;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The machine and the JVM of a run.
 *
 * @param java version and vendor of the JVM
 * @param os name, version and architecture
 * @param cpu the model's name, as Linux gives it
 * @param processors that this process may use
 * @param caches of the first processor, such as {@code L2 1024K}, on Linux
 * @param memoryBytes of the machine, on Linux
 * @param peakRssBytes the largest resident memory of this process so far, on Linux
 */
public record Machine(
    String java,
    String os,
    Optional<String> cpu,
    int processors,
    List<String> caches,
    OptionalLong memoryBytes,
    OptionalLong peakRssBytes) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

  /** This machine, now. */
  public static Machine current() {
    return new Machine(
        System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"),
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        value(CPU_INFO, "model name"),
        Runtime.getRuntime().availableProcessors(),
        readCaches(),
        kibibytes(MEMORY_INFO, "MemTotal"),
        kibibytes(PROCESS_STATUS, "VmHWM"));
  }

  /** The resident memory of this process now, on Linux. */
  public static OptionalLong residentBytes() {
    return kibibytes(PROCESS_STATUS, "VmRSS");
  }

  void addTo(JsonObject json) {
    json.addProperty("java", java);
    json.addProperty("os", os);
    cpu.ifPresent(name -> json.addProperty("cpu", name));
    json.addProperty("processors", processors);
    memoryBytes.ifPresent(bytes -> json.addProperty("memory_bytes", bytes));
    peakRssBytes.ifPresent(bytes -> json.addProperty("peak_rss_bytes", bytes));
  }

  private static List<String> readCaches() {
    List<String> caches = new ArrayList<>();
    try (DirectoryStream<Path> indices = Files.newDirectoryStream(CACHES, "index*")) {
      for (Path index : indices) {
        String type = Files.readString(index.resolve("type")).strip();
        String level = Files.readString(index.resolve("level")).strip();
        String size = Files.readString(index.resolve("size")).strip();
        caches.add("L%s %s %s".formatted(level, size, type.toLowerCase(Locale.ROOT)));
      }
    } catch (IOException | DirectoryIteratorException notLinux) {
      return List.of();
    }
    caches.sort(null);
    return caches;
  }

  private static OptionalLong kibibytes(Path file, String key) {
    return value(file, key)
        .map(text -> OptionalLong.of(Long.parseLong(text.replaceAll("\\D", "")) * 1024))
        .orElse(OptionalLong.empty());
  }

  /** The value of the first line {@code key: value}. */
  private static Optional<String> value(Path file, String key) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }
}
