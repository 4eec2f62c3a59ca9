package finegrain.kernels.host;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The machine and the JVM, at a moment.
 *
 * @param java version and vendor of the JVM
 * @param os name, version and architecture
 * @param cpu name of the processor's model, on Linux
 * @param processors that this process may use
 * @param caches of the first processor, such as {@code L2 1024K unified}, on Linux
 * @param memoryBytes of the machine, on Linux
 * @param peakRssBytes the largest resident memory of this process so far, on Linux
 * @param load processes that ran or waited to run, on average over the last minute; empty if the
 *     system does not report it
 */
public record Machine(
    String java,
    String os,
    Optional<String> cpu,
    int processors,
    List<String> caches,
    OptionalLong memoryBytes,
    OptionalLong peakRssBytes,
    OptionalDouble load) {
  /** Copies the list. */
  public Machine {
    caches = List.copyOf(caches);
  }

  /** This machine, now. */
  public static Machine current() {
    return current(LinuxFiles.ofThisMachine());
  }

  /** The processor's model, or its architecture if the model is unknown. */
  public String processorName() {
    return cpu.orElseGet(() -> System.getProperty("os.arch"));
  }

  static Machine current(LinuxFiles files) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Machine(
        System.getProperty("java.vm.version") + ", " + System.getProperty("java.vendor"),
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        files.processorModel(),
        Runtime.getRuntime().availableProcessors(),
        files.caches().stream().map(LinuxFiles.Cache::toString).toList(),
        files.memoryBytes(),
        files.peakResidentBytes(),
        load < 0 ? OptionalDouble.empty() : OptionalDouble.of(load));
  }
}
