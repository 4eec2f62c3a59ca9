package finegrain.kernels;

import java.util.ArrayList;
import java.util.List;

/** Micro-kernels that differ in their tile alone: those that one method chooses among. */
enum TileFamily {
  /** {@link MicroKernels#byRowFrom}. */
  BY_ROW_FROM(0, 0, "byRow", "From", false),
  /** {@link MicroKernels#inPlaceFrom}. */
  IN_PLACE_FROM(1, 0, "inPlace", "From", false),
  /** {@link MicroKernels#byColumnZero}. */
  BY_COLUMN_ZERO(2, 0, "byColumn", "Zero", true),
  /** {@link MicroKernels#byColumnFrom}. */
  BY_COLUMN_FROM(3, 1, "byColumn", "From", true);

  private static final List<String> METHODS = everyMethod();

  private final int first;
  private final String layout;
  private final String start;
  private final boolean hasTallest;

  /**
   * Micro-kernels of one layout and one start.
   *
   * @param families how many families come before
   * @param withTallest how many of these have the tallest tiles
   */
  TileFamily(int families, int withTallest, String layout, String start, boolean hasTallest) {
    first = families * 2 * Blocking.VECTORS + withTallest * Blocking.TALLEST_VECTORS;
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
      for (int vectors = 1; vectors <= Blocking.VECTORS; vectors++) {
        methods.add(family.method(Blocking.SHORT, vectors));
        methods.add(family.method(Blocking.TALL, vectors));
      }
      for (int v = 1; family.hasTallest && v <= Blocking.TALLEST_VECTORS; v++) {
        methods.add(family.method(Blocking.TALLEST, v));
      }
    }
    methods.addAll(SmallProducts.METHODS);
    methods.addAll(SparseProducts.METHODS);
    return List.copyOf(methods);
  }

  private String method(int rows, int vectors) {
    // A format would be 6 ms more of each start.
    return "MicroKernels." + layout + rows + "x" + vectors + start;
  }

  /** The same of {@link SmallProducts}. */
  static int indexOfSmall(int small) {
    return index(small - SmallProducts.METHODS.size());
  }

  /**
   * The index of a micro-kernel of {@link SparseProducts} among {@link #methods}.
   *
   * @param sparse its index among {@link SparseProducts#METHODS}
   */
  static int index(int sparse) {
    return METHODS.size() - SparseProducts.METHODS.size() + sparse;
  }

  /** The index of a tile among {@link #methods}. */
  int index(int rows, int vectors) {
    if (rows == Blocking.TALLEST) {
      return first + 2 * Blocking.VECTORS + vectors - 1;
    }
    return first + 2 * (vectors - 1) + (rows == Blocking.TALL ? 1 : 0);
  }
}
