package finegrain.kernels;

import finegrain.kernels.Blocking.Tile;
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
  private static final int[] PLACES = places();

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
    first = families * Tile.EVERY_LAYOUT.size() + withTallest * Tile.BY_COLUMN.size();
    this.layout = layout;
    this.start = start;
    this.hasTallest = hasTallest;
  }

  /**
   * Class and name of every method that computes products, as a profiler has them: those of the
   * tiles in the order of their indices, then those of {@link SingleRow}, {@link SmallProducts} and
   * {@link SparseProducts}, each list as a whole.
   */
  static List<String> methods() {
    return METHODS;
  }

  private static List<String> everyMethod() {
    List<String> methods = new ArrayList<>();
    for (TileFamily family : values()) {
      Tile.EVERY_LAYOUT.forEach(tile -> methods.add(family.method(tile)));
      if (family.hasTallest) {
        Tile.BY_COLUMN.forEach(tile -> methods.add(family.method(tile)));
      }
    }
    methods.addAll(SingleRow.METHODS);
    methods.addAll(SmallProducts.METHODS);
    methods.addAll(SparseProducts.METHODS);
    return List.copyOf(methods);
  }

  private String method(Tile tile) {
    // A format would be 6 ms more of each start.
    return "MicroKernels." + layout + tile.rows() + "x" + tile.vectors() + start;
  }

  /** The index of a tile among {@link #methods}. */
  int index(int rows, int vectors) {
    return first + PLACES[place(rows, vectors)];
  }

  /** For each tile its index within a family. */
  private static int[] places() {
    int[] places = new int[place(Blocking.TALLEST + 1, 0)];
    int index = 0;
    for (Tile tile : Tile.EVERY_LAYOUT) {
      places[place(tile.rows(), tile.vectors())] = index++;
    }
    for (Tile tile : Tile.BY_COLUMN) {
      places[place(tile.rows(), tile.vectors())] = index++;
    }
    return places;
  }

  private static int place(int rows, int vectors) {
    return rows * (Blocking.MOST_VECTORS + 1) + vectors;
  }
}
