package finegrain.kernels;

/** The processor's caches, for those who cut their work to them. */
public final class Caches {
  private Caches() {}

  /** Bytes of the second-level cache of a core; 1 MiB where the system does not report it. */
  public static int secondLevelBytes() {
    return Blocking.RIGHT_ELEMENTS * Float.BYTES;
  }
}
