package finegrain.kernels;

import finegrain.kernels.host.Caches;
import finegrain.kernels.host.LinuxFiles;
import java.util.List;

/**
 * The table of register tiles, block sizes and thresholds of products, by class of processor.
 * {@code MicroKernelsGenerator} writes a micro-kernel for each {@link Tile}, {@link TileFamily}
 * numbers them, and the rest of the package reads the values for this process. The values change
 * the speed only: with any of them, every element is one chain in increasing inner index.
 * docs/kernels.md has the measurements.
 */
final class Blocking {
  // Tiles. A tile of rows x vectors needs a register for each sum, for each vector of the right
  // side, and for one element of the left side: 8 x 3 needs 28 registers, 6 x 2 needs 15. A tile
  // that needs all registers spills.

  /** Rows of the short tiles. */
  static final int SHORT = 4;

  /** Vectors of the widest tiles of any class. */
  static final int MOST_VECTORS = 3;

  /** Rows of the tallest tiles. Only {@link NarrowColumns} uses them. */
  static final int TALLEST = 10;

  /** Vectors of the widest of the tallest tiles. */
  static final int TALLEST_VECTORS = 2;

  /** A register tile of the output. */
  record Tile(int rows, int vectors) {
    /** The tiles that read the left side in every layout. */
    static final List<Tile> EVERY_LAYOUT =
        List.of(
            new Tile(8, 3),
            new Tile(8, 2),
            new Tile(8, 1),
            new Tile(6, 2),
            new Tile(6, 1),
            new Tile(SHORT, 3),
            new Tile(SHORT, 2),
            new Tile(SHORT, 1));

    /** The tiles that read the left side by column only. */
    static final List<Tile> BY_COLUMN = List.of(new Tile(TALLEST, 2), new Tile(TALLEST, 1));
  }

  /** A class of processors, and the values that differ between the classes. */
  enum ProcessorClass {
    /** Vectors of 512 bits. */
    AVX512(32, 8, 3, 2, 1),
    /** Vectors of 512 bits, made by Intel. */
    AVX512_INTEL(32, 8, 3, 0, 2),
    /** Vectors of 256 bits or fewer. */
    AVX2(16, 6, 2, 2, 1),
    /** Vectors of 256 bits, or of fewer, made by Intel. */
    AVX2_INTEL(16, 6, 2, 0, 2),
    /** 64-bit Arm, with vectors of 128 bits. */
    NEON(32, 8, 3, 2, 1);

    final int registers;
    final int rows;
    final int vectors;
    final int inPlacePanels;
    final int cacheShares;

    /**
     * A line of the table.
     *
     * @param registers vector registers
     * @param rows of the largest tile
     * @param vectors of the largest tile
     * @param inPlacePanels {@link Blocking#IN_PLACE_PANELS}. A step of a tile that reads rows in
     *     place has 83 instructions instead of 49, too many for Intel's cores.
     * @param cacheShares a right side is large if it exceeds the second-level cache divided by this
     *     number. On Intel this is half of the cache, because a busy sibling thread may use the
     *     same cache. AMD's cores were as fast in place with a right side that fills the cache.
     */
    ProcessorClass(int registers, int rows, int vectors, int inPlacePanels, int cacheShares) {
      this.registers = registers;
      this.rows = rows;
      this.vectors = vectors;
      this.inPlacePanels = inPlacePanels;
      this.cacheShares = cacheShares;
    }

    /** The class of a processor, by its architecture and the bits of the vectors in use. */
    static ProcessorClass of(String architecture, int bits, boolean intel) {
      if (architecture.equals("aarch64")) {
        return NEON;
      }
      if (bits == 512) {
        return intel ? AVX512_INTEL : AVX512;
      }
      return intel ? AVX2_INTEL : AVX2;
    }
  }

  private static final ProcessorClass MINE =
      ProcessorClass.of(System.getProperty("os.arch", ""), Simd.BITS, isIntel());

  /** Rows of the largest tile. */
  static final int ROWS = MINE.rows;

  /** Vectors of the largest tile. */
  static final int VECTORS = MINE.vectors;

  // Block sizes

  /** The longest block of the inner index. */
  static final int INNER = 1024;

  /**
   * Elements from row to row of a packed left side: 65 cache lines, so that no rows evict others.
   */
  static final int STRIDE = INNER + 16;

  /**
   * Rows of the output whose left side is made ready together and then used by every panel: 64 or
   * 48, a multiple of the rows of a tile and of a cache line.
   */
  static final int GROUP = 8 * ROWS;

  /** Rows that {@link NarrowColumns} compute together: whole tiles and whole vectors. */
  static final int NARROW_ROWS = ROWS == 6 ? 48 : 32;

  /**
   * The number of panels up to which the rows of a left side are read in place. The system property
   * lets tests run both ways on any processor.
   */
  static final int IN_PLACE_PANELS =
      Integer.getInteger("finegrain.inplace.panels", MINE.inPlacePanels);

  /** Elements of a cache line. */
  static final int LINE = 16;

  /** The inner length from which a left-transposed matrix is packed. */
  static final int LEFT_DEPTH = 256;

  /** The inner length from which {@link NarrowColumns} are worth it. */
  static final int NARROW_DEPTH = 128;

  /** The most narrow columns that are worth it if a product has no other columns. */
  static final int NARROW_ALONE = Simd.LANES * TALLEST / 16;

  /** The most narrow columns beside other columns if the left side is stored by column. */
  static final int NARROW_BY_COLUMN = Simd.LANES / 2;

  /** The same if the left side must be transposed first, which costs as much as some columns. */
  static final int NARROW_BY_ROW = Simd.LANES / 4;

  /** From so many rows of the output on, a right side that is large or not aligned is packed. */
  static final int RIGHT_ROWS = 128;

  /** Elements of a right side that the second-level cache holds. */
  static final int RIGHT_ELEMENTS = Caches.secondLevelBytes() / Float.BYTES;

  /** Elements above which a right side is large. */
  static final int LARGE_ELEMENTS = RIGHT_ELEMENTS / MINE.cacheShares;

  /**
   * Elements of a cut of a large right side. They stay in the second-level cache while {@link
   * #STRETCH} rows use them.
   */
  static final int CUT_ELEMENTS = RIGHT_ELEMENTS / 3;

  /** Rows of the output that use one cut of the right side before the next cut is packed. */
  static final int STRETCH = 1024;

  /** Elements that are worth a call of a loop and still fit the first-level cache. */
  static final int VISIT = 2048;

  /** Elements of a gradient that are computed before their weights are updated. */
  static final int STRIP = 4096;

  /** {@link SparseMatrix#fastShare}. AVX-512 and AVX2 have the same. */
  static final double SPARSE_SHARE = 0.3;

  /** Floating-point operations that are worth waking a thread, which takes 20 to 40 us. */
  static final double THREAD_OPERATIONS = 4e6;

  /**
   * Floating-point operations that take as long as an element that comes from and goes to memory:
   * 62,500 elements are worth a thread.
   */
  static final double ELEMENT_OPERATIONS = 64;

  private Blocking() {}

  /** The length of nearly equal blocks that cover {@code length}, none above {@code most}. */
  static int even(int length, int most) {
    return Math.max(1, Math.ceilDiv(length, Math.max(1, Math.ceilDiv(length, most))));
  }

  /** Whether Linux names Intel as the vendor of the first processor. */
  private static boolean isIntel() {
    return LinuxFiles.ofThisMachine().processorVendor().filter("GenuineIntel"::equals).isPresent();
  }
}
