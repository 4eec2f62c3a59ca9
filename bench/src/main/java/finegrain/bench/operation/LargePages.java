package finegrain.bench.operation;

import finegrain.kernels.host.LinuxFiles;
import java.util.List;

/**
 * The JVM's option for large pages, which the launcher gives to a run. Only a JVM on Linux knows
 * this option.
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
