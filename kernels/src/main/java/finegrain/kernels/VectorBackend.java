package finegrain.kernels;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import java.util.Locale;

/** The Vector API: the reference bits at the speed of the processor's vector units. */
public final class VectorBackend implements Backend {
  private static final int LEAST_BITS = 128;

  /** For {@link java.util.ServiceLoader}. */
  public VectorBackend() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public Availability availability() {
    try {
      var _ = VectorWidth.asked();
    } catch (IllegalArgumentException wrongProperty) {
      return new Unavailable(wrongProperty.getMessage());
    }
    // Simd may be touched only once the module is known to be there.
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return new Unavailable(
          "the module jdk.incubator.vector is missing; start java with --add-modules"
              + " jdk.incubator.vector");
    }
    if (!VirtualMachine.compilesWithC2()) {
      return new Unavailable("this JVM does not use the compiler C2; vectors would be slow");
    }
    if (!Fma.hardware()) {
      return new Unavailable("this JVM has no fused multiply-add instruction");
    }
    if (Simd.BITS < LEAST_BITS) {
      return new Unavailable(
          String.format(Locale.ROOT, "the vectors have %d bits, fewer than 128", Simd.BITS));
    }
    return new Available(String.format(Locale.ROOT, "%d-bit vectors", Simd.BITS));
  }

  @Override
  public boolean referenceBits() {
    return true;
  }

  @Override
  public Kernels open(int threads) {
    ShapeChecks.threads(threads);
    var _ = VectorWidth.asked();
    if (availability() instanceof Unavailable(String reason)) {
      throw new IllegalStateException("the backend vector cannot run here: " + reason);
    }
    return new VectorKernels(threads);
  }
}
