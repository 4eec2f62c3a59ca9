package finegrain.bench.operation;

import finegrain.kernels.host.LinuxFiles;
import java.util.List;

/**
 * The JVM's option for large pages, as the launcher gives it to a run. A JVM on another system than
 * Linux does not know it.
 */
public final class LargePages {
  private LargePages() {}

  /** The option, or nothing. */
  public static List<String> options() {
    return LinuxFiles.ofThisMachine().offersLargePages()
        ? List.of("-XX:+UseTransparentHugePages")
        : List.of();
  }
}
