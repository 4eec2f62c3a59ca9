package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

/** How columns are cut into panels of whole vectors: as wide as the tiles, and nearly equal. */
final class Panels {
  private int[] from = new int[8];
  private int[] vectors = new int[8];
  private int count;
  private boolean hangsOver;

  /** Cuts so many columns; the last vector may hang over. */
  void split(int columns) {
    int left = Math.ceilDiv(columns, LANES);
    count = Math.ceilDiv(left, MicroKernels.VECTORS);
    if (from.length < count) {
      from = new int[count];
      vectors = new int[count];
    }
    int at = 0;
    for (int panel = 0; panel < count; panel++) {
      from[panel] = at;
      vectors[panel] = Math.ceilDiv(left, count - panel);
      left -= vectors[panel];
      at += width(panel);
    }
    hangsOver = at > columns;
  }

  int count() {
    return count;
  }

  /** The first column of a panel. */
  int from(int panel) {
    return from[panel];
  }

  int vectors(int panel) {
    return vectors[panel];
  }

  int width(int panel) {
    return vectors[panel] * LANES;
  }

  /** Whether the last vector of the last panel hangs over. */
  boolean hangsOver() {
    return hangsOver;
  }

  /** The columns of all panels, those that hang over included. */
  int width() {
    return count == 0 ? 0 : from[count - 1] + width(count - 1);
  }
}
