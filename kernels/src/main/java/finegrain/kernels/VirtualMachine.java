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

  /** Whether hot methods reach HotSpot's optimising compiler, and it knows the Vector API. */
  static boolean compilesWithC2() {
    return !System.getProperty("java.vm.info", "").startsWith("interpreted")
        && option("TieredStopAtLevel").orElse("4").equals("4")
        && !option("CompilationMode").orElse("default").equals("quick-only")
        && option("UseCompiler").orElse("true").equals("true")
        && option("EnableVectorSupport").orElse("true").equals("true");
  }
}
