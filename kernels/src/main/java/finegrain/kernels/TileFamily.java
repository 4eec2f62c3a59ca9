package finegrain.kernels;

import java.util.ArrayList;
import java.util.List;

/** Micro-kernels that are alike but for their size, by the method that chooses among them. */
enum TileFamily {
  /** {@link MicroKernels#byRowFrom}. */
  BY_ROW_FROM(0, "byRow", "From", false),
  /** {@link MicroKernels#inPlaceFrom}. */
  IN_PLACE_FROM(6, "inPlace", "From", false),
  /** {@link MicroKernels#byColumnZero}. */
  BY_COLUMN_ZERO(12, "byColumn", "Zero", true),
  /** {@link MicroKernels#byColumnFrom}. */
  BY_COLUMN_FROM(20, "byColumn", "From", true);

  private static final List<String> METHODS = everyMethod();

  private final int first;
  private final String layout;
  private final String start;
  private final boolean hasTallest;

  /** With the index of its first tile. */
  TileFamily(int first, String layout, String start, boolean hasTallest) {
    this.first = first;
    this.layout = layout;
    this.start = start;
    this.hasTallest = hasTallest;
  }

  /** Class and name of every tile's method, as a profiler has them, in the order of the indices. */
  static List<String> methods() {
    return METHODS;
  }

  private static List<String> everyMethod() {
    List<String> methods = new ArrayList<>();
    for (TileFamily family : values()) {
      for (int vectors = 1; vectors <= MicroKernels.VECTORS; vectors++) {
        methods.add(family.method(MicroKernels.SHORT, vectors));
        methods.add(family.method(MicroKernels.TALL, vectors));
      }
      for (int v = 1; family.hasTallest && v <= MicroKernels.TALLEST_VECTORS; v++) {
        methods.add(family.method(MicroKernels.TALLEST, v));
      }
    }
    return List.copyOf(methods);
  }

  private String method(int rows, int vectors) {
    // A format would be 6 ms more of each start.
    return "MicroKernels." + layout + rows + "x" + vectors + start;
  }

  /** The index of a tile among {@link #methods}. */
  int index(int rows, int vectors) {
    if (rows == MicroKernels.TALLEST) {
      return first + 2 * MicroKernels.VECTORS + vectors - 1;
    }
    return first + 2 * (vectors - 1) + (rows == MicroKernels.TALL ? 1 : 0);
  }
}
