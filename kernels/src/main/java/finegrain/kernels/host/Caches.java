package finegrain.kernels.host;

/** The sizes of the processor's caches, for code that blocks its work to fit them. */
public final class Caches {
  private static final int SECOND_LEVEL = 2;
  private static final int USUAL_BYTES = 1 << 20;
  private static final int SECOND_LEVEL_BYTES = secondLevelBytes(LinuxFiles.ofThisMachine());

  private Caches() {}

  /** Bytes of the second-level cache of a core; 1 MiB if the system does not report it. */
  public static int secondLevelBytes() {
    return SECOND_LEVEL_BYTES;
  }

  static int secondLevelBytes(LinuxFiles files) {
    try {
      return files.caches().stream()
          .filter(cache -> cache.level() == SECOND_LEVEL)
          .findFirst()
          .map(cache -> Math.toIntExact(cache.bytes()))
          .orElse(USUAL_BYTES);
    } catch (NumberFormatException | ArithmeticException unknownForm) {
      return USUAL_BYTES;
    }
  }
}
