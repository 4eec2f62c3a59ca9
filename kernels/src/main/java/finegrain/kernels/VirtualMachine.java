package finegrain.kernels;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/** Static facts of the running JVM. */
public final class VirtualMachine {
  private VirtualMachine() {}

  /**
   * {@return the value of a HotSpot option, or empty if this JVM does not report it}
   *
   * @param name such as {@code UseAVX}
   */
  public static Optional<String> option(String name) {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null ? Optional.empty() : Optional.of(bean.getVMOption(name).getValue());
    } catch (LinkageError | IllegalArgumentException e) {
      // No module jdk.management, or no such option.
      return Optional.empty();
    }
  }

  /**
   * {@return whether hot methods are compiled by C2, HotSpot's optimising compiler, with vectors}
   */
  public static boolean compilesWithC2() {
    return !System.getProperty("java.vm.info", "").startsWith("interpreted")
        && option("TieredStopAtLevel").orElse("4").equals("4")
        && !option("CompilationMode").orElse("default").equals("quick-only")
        && option("UseCompiler").orElse("true").equals("true")
        && option("EnableVectorSupport").orElse("true").equals("true");
  }

  /** {@return whether {@link Math#fma(float, float, float)} is known to be one instruction} */
  public static boolean hasFma() {
    return Fma.hardware();
  }

  /**
   * {@return the processor as HotSpot sees it, with the names of the extensions that it uses; empty
   * if this JVM does not report it}
   */
  public static Optional<String> processor() {
    try {
      Object info =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "vmInfo",
                  null,
                  null);
      return info.toString().lines().filter(line -> line.startsWith("CPU:")).findFirst();
    } catch (LinkageError | JMException e) {
      return Optional.empty();
    }
  }
}
