package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

import finegrain.kernels.KernelTally.ProductOperation;

/**
 * The tiles of a product whose left side is stored by column, one after the other. Both sides and
 * the output have room for whole tiles.
 */
final class TileLoop {
  private TileLoop() {}

  /**
   * Computes c = s + aᵀ b, over so many vectors of columns.
   *
   * @param a depth x rows, from {@code aAt} on, with {@code aStep} elements from row to row
   * @param b depth x columns, likewise
   * @param s the starts of the chains; may be c
   * @param sStep elements from the start of a row to that of the next
   * @param sMoves whether each column has a start of its own
   * @param c rows x columns
   */
  static void multiply(
      KernelTally tally,
      ProductOperation operation,
      float[] a,
      int aAt,
      int aStep,
      int rows,
      float[] b,
      int bAt,
      int bStep,
      int vectors,
      int depth,
      float[] s,
      int sAt,
      int sStep,
      boolean sMoves,
      float[] c,
      int cAt,
      int cStep) {
    int tall = TileRows.tall(rows);
    for (int v = 0, take; v < vectors; v += take) {
      int left = Math.ceilDiv(vectors - v, Blocking.VECTORS);
      take = Math.ceilDiv(vectors - v, left);
      for (int i = 0, done; i < rows; i += done) {
        int height = i < tall ? Blocking.ROWS : TileRows.height(rows - i);
        int tiles = i < tall ? tall / height : 1;
        done = tiles * height;
        int tile = TileFamily.BY_COLUMN_FROM.index(height, take);
        tally.add(operation, tile, 2L * Math.min(rows - i, done) * take * LANES * depth);
        MicroKernels.byColumnFrom(
            tiles,
            height,
            take,
            a,
            aAt + i,
            aStep,
            b,
            bAt + v * LANES,
            bStep,
            depth,
            s,
            sAt + i * sStep + (sMoves ? v * LANES : 0),
            sStep,
            c,
            cAt + i * cStep + v * LANES,
            cStep);
      }
    }
  }
}
