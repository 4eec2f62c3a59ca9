package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

/** Divides columns into nearly equal panels of whole vectors, at most as wide as the tiles. */
final class Panels {
  private int[] from = new int[8];
  private int[] vectors = new int[8];
  private int count;
  private boolean partial;

  /** Divides some columns. The last vector may reach beyond them. */
  void split(int columns) {
    int left = Math.ceilDiv(columns, LANES);
    count = Math.ceilDiv(left, Blocking.VECTORS);
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
    partial = at > columns;
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

  /** Whether the last panel reaches beyond the last column. */
  boolean isPartial() {
    return partial;
  }

  /** The width of all panels together. */
  int width() {
    return count == 0 ? 0 : from[count - 1] + width(count - 1);
  }
}
