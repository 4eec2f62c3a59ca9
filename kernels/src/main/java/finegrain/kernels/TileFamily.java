package finegrain.kernels;

import java.util.ArrayList;
import java.util.List;

/** Micro-kernels that are alike but for their size, by the method that chooses among them. */
enum TileFamily {
  /** {@link MicroKernels#byRowFrom}. */
  BY_ROW_FROM(0, "byRow", "From"),
  /** {@link MicroKernels#inPlaceFrom}. */
  IN_PLACE_FROM(1, "inPlace", "From"),
  /** {@link MicroKernels#byColumnZero}. */
  BY_COLUMN_ZERO(2, "byColumn", "Zero"),
  /** {@link MicroKernels#byColumnFrom}. */
  BY_COLUMN_FROM(3, "byColumn", "From");

  private static final int[] HEIGHTS = {MicroKernels.SHORT, MicroKernels.TALL};

  private final int place;
  private final String layout;
  private final String start;

  TileFamily(int place, String layout, String start) {
    this.place = place;
    this.layout = layout;
    this.start = start;
  }

  /** Class and name of every tile's method, as a profiler has them, in the order of the indices. */
  static List<String> methods() {
    List<String> methods = new ArrayList<>();
    for (TileFamily family : values()) {
      for (int rows : HEIGHTS) {
        for (int vectors = 1; vectors <= MicroKernels.VECTORS; vectors++) {
          methods.add(
              "MicroKernels.%s%dx%d%s".formatted(family.layout, rows, vectors, family.start));
        }
      }
    }
    return methods;
  }

  /** The index of a tile among {@link #methods}. */
  int index(int rows, int vectors) {
    int height = rows == MicroKernels.TALL ? 1 : 0;
    return (place * HEIGHTS.length + height) * MicroKernels.VECTORS + vectors - 1;
  }
}
