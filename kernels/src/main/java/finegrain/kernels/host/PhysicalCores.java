package finegrain.kernels.host;

import java.util.Arrays;

/**
 * The physical cores that this process may use. Hardware threads of one core share its multiply-add
 * units, so a second thread needs more memory and adds no speed.
 *
 * <p>Linux reports which processors the process is bound to, and which of them share a core. On
 * other systems, and if a file is missing, every processor counts as a core.
 */
public final class PhysicalCores {
  private PhysicalCores() {}

  /** The number of physical cores that this process may use, at least 1. */
  public static int available() {
    return count(LinuxFiles.ofThisMachine(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * The number of cores.
   *
   * @param processors the number that the JVM reports, by affinity and by its share of time; it is
   *     the upper limit of the result
   */
  static int count(LinuxFiles files, int processors) {
    long cores =
        Arrays.stream(files.allowedProcessors())
            .boxed()
            .flatMap(processor -> files.core(processor).stream())
            .distinct()
            .count();
    return cores == 0 ? processors : (int) Math.min(cores, processors);
  }
}
