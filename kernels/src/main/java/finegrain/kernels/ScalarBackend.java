package finegrain.kernels;

/** Plain loops: the oracle that every other backend is tested against. */
public final class ScalarBackend implements Backend {
  /** For {@link java.util.ServiceLoader}. */
  public ScalarBackend() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public Availability availability() {
    return new Availability.Available(
        Fma.hardware() ? "plain loops" : "plain loops, fused multiply-add emulated");
  }

  @Override
  public boolean referenceBits() {
    return true;
  }

  @Override
  public Kernels open(int threads) {
    ShapeChecks.threads(threads);
    return new ScalarKernels();
  }
}
