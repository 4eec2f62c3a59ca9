package finegrain.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Static facts of the running JVM. */
final class VirtualMachine {
  private VirtualMachine() {}

  /** The value of a HotSpot option, or empty where this JVM does not say. */
  static Optional<String> option(String name) {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null ? Optional.empty() : Optional.of(bean.getVMOption(name).getValue());
    } catch (LinkageError | IllegalArgumentException e) {
      // No module jdk.management, or no such option.
      return Optional.empty();
    }
  }

  /** Whether hot methods reach HotSpot's optimising compiler. */
  static boolean compilesWithC2() {
    boolean interpreted = System.getProperty("java.vm.info", "").startsWith("interpreted");
    boolean c2 = option("TieredStopAtLevel").map(level -> level.equals("4")).orElse(true);
    return !interpreted && c2;
  }
}
