package finegrain.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The machine and the JVM of a run.
 *
 * @param cpu the model's name, as Linux gives it, else the architecture
 * @param processors that this process may use
 * @param caches of the first processor, such as {@code L2 1024K unified}, on Linux
 * @param load how many processes ran in the last minute; negative where the system does not tell
 */
record Machine(
    String java, String os, String cpu, int processors, List<String> caches, double load) {
  /** This machine, now. */
  static Machine current() {
    String architecture = System.getProperty("os.arch");
    return new Machine(
        System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"),
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"), System.getProperty("os.version"), architecture),
        model().isEmpty() ? architecture : model(),
        Runtime.getRuntime().availableProcessors(),
        readCaches(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String model() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException notLinux) {
      return "";
    }
  }

  private static List<String> readCaches() {
    List<String> caches = new ArrayList<>();
    Path folder = Path.of("/sys/devices/system/cpu/cpu0/cache");
    try (DirectoryStream<Path> indices = Files.newDirectoryStream(folder, "index*")) {
      for (Path index : indices) {
        caches.add(
            "L%s %s %s"
                .formatted(
                    Files.readString(index.resolve("level")).strip(),
                    Files.readString(index.resolve("size")).strip(),
                    Files.readString(index.resolve("type")).strip().toLowerCase(Locale.ROOT)));
      }
    } catch (IOException | DirectoryIteratorException notLinux) {
      return List.of();
    }
    caches.sort(null);
    return List.copyOf(caches);
  }
}
