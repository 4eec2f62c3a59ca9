package finegrain.kernels;

/**
 * The block sizes of {@link PackedMatmul}, all in one place. Cache reckoning as in Goto and van de
 * Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008): a panel of b stays in the
 * first-level cache, a block of a in the second-level one.
 */
final class Blocking {
  /** Inner length of a block: 256 x 32 floats of b are 32 KiB. */
  static final int INNER = 256;

  /** Rows of a block of a: 128 x 256 floats are 128 KiB. */
  static final int ROWS = 128;

  /** Columns of a block of b: 256 x 1024 floats are 1 MiB. */
  static final int COLUMNS = 1024;

  private Blocking() {}

  /**
   * The length of nearly equal blocks that cover {@code length}: a multiple of {@code step}, none
   * longer than {@code most}, which is a multiple of it too.
   */
  static int even(int length, int most, int step) {
    int blocks = Math.max(1, Math.ceilDiv(length, most));
    return Math.max(1, Math.ceilDiv(Math.ceilDiv(length, blocks), step)) * step;
  }
}
