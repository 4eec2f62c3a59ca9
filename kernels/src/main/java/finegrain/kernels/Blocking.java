package finegrain.kernels;

import finegrain.kernels.host.Caches;
import finegrain.kernels.host.LinuxFiles;

/**
 * The block sizes of {@link TiledMatmul}, all in one place; docs/kernels.md has what was measured.
 * They change the speed alone: every element is one chain in increasing inner index at any of them.
 */
final class Blocking {
  private static final boolean INTEL =
      LinuxFiles.ofThisMachine().processorVendor().filter("GenuineIntel"::equals).isPresent();

  /**
   * Rows of a tile. Eight rows of three vectors need 28 registers: AVX-512 and Arm have 32, AVX has
   * 16 and makes do with four rows.
   */
  static final int ROWS = hasManyRegisters() ? MicroKernels.TALL : MicroKernels.SHORT;

  /** Rows of the output whose left side is made ready together, and meets each panel in turn. */
  static final int GROUP = 64;

  /**
   * Panels up to which the rows of a left side are read where they are. A step is 83 instructions
   * then instead of 49, for which Intel's cores are too narrow. The system property is for tests,
   * which see both on any processor.
   */
  static final int IN_PLACE_PANELS = Integer.getInteger("finegrain.inplace.panels", INTEL ? 0 : 2);

  /** Elements of a cache line. */
  static final int LINE = 16;

  /** The inner length from which a left-transposed matrix is packed. */
  static final int LEFT_DEPTH = 256;

  /** The inner length from which a few last columns are done crosswise. */
  static final int CROSSWISE_DEPTH = 128;

  /** The rows of the output from which a right side is packed that is large, or lies badly. */
  static final int RIGHT_ROWS = 128;

  /** Elements of a right side that the second-level cache holds. */
  static final int RIGHT_ELEMENTS = Caches.secondLevelBytes() / Float.BYTES;

  /**
   * Elements above which a right side is large. Half of the cache on Intel, whose cores may share
   * it with a busy sibling thread; AMD's were as fast in place with a right side that fills it.
   */
  static final int LARGE_ELEMENTS = INTEL ? RIGHT_ELEMENTS / 2 : RIGHT_ELEMENTS;

  /**
   * Elements of a cut of a large right side: they stay in the second-level cache while {@link
   * #STRETCH} rows go through it.
   */
  static final int CUT_ELEMENTS = RIGHT_ELEMENTS / 3;

  /** Rows of the output that meet one cut of the right side before the next is packed. */
  static final int STRETCH = 1024;

  /** Elements that are worth a call of a loop, and stay in the first-level cache until it comes. */
  static final int VISIT = 2048;

  /** Elements of a gradient that are computed before their weights take their step. */
  static final int STRIP = 4096;

  /** Floating-point operations for which it is worth to wake a thread: 20 to 40 microseconds. */
  static final double THREAD_OPERATIONS = 4e6;

  private Blocking() {}

  /** The length of nearly equal blocks that cover {@code length}, none above {@code most}. */
  static int even(int length, int most) {
    return Math.max(1, Math.ceilDiv(length, Math.max(1, Math.ceilDiv(length, most))));
  }

  private static boolean hasManyRegisters() {
    return Simd.BITS == 512 || System.getProperty("os.arch", "").equals("aarch64");
  }
}
