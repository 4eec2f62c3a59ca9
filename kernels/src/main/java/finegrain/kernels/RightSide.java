package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;

/**
 * The right side of a product for one block of the inner index, as the micro-kernels read it: panel
 * after panel of whole vectors. Rows are read where they are if that is possible and fast; else the
 * block, or its last panel alone, is packed.
 */
final class RightSide {
  private enum Packed {
    NOTHING,
    LAST_PANEL,
    EVERYTHING
  }

  private static final Matrix NONE = Matrix.allocate(0, 0);

  private final Panels panels;

  /** From the element {@link Matrix#LEAD} on, which begins a cache line. */
  private float[] packed = new float[0];

  private Packed what = Packed.NOTHING;
  private Matrix source = NONE;
  private int sourceAt;
  private int depth;

  // What select() chose.
  float[] array = packed;
  int at;
  int step;

  /** With the cut of the columns, which is made anew for each product. */
  RightSide(Panels panels) {
    this.panels = panels;
  }

  /** Whether a block of so many columns of a right side outgrows the cache. */
  static boolean isLarge(int inner, int columns) {
    return (long) Math.min(inner, MicroKernels.INNER) * columns > Blocking.RIGHT_ELEMENTS;
  }

  /**
   * Makes ready rows k.. of the right side, {@code depth} of them, and columns {@code column}.. as
   * the panels have them.
   *
   * @param reuse rows of the output, each of which will read it
   */
  void prepare(Product product, int k, int depth, int column, int columns, int reuse) {
    Matrix b = product.right;
    source = b;
    this.depth = depth;
    if (product.transposed == Transposed.RIGHT) {
      what = Packed.EVERYTHING;
      packTransposed(b, k, column, columns);
      return;
    }
    sourceAt = b.rowOffset(k) + column;
    long end = (long) sourceAt + (long) (depth - 1) * b.stride() + panels.width();
    if (isLarge(depth, columns) && reuse >= Blocking.RIGHT_ROWS) {
      what = Packed.EVERYTHING;
      packed = VectorKernels.grown(packed, LEAD + Math.multiplyExact(depth, panels.width()));
      for (int panel = 0; panel < panels.count(); panel++) {
        pack(panel, columns, LEAD + panels.from(panel) * depth);
      }
    } else if (end > b.array().length) {
      // The last vector of the last rows would reach past the array.
      what = Packed.LAST_PANEL;
      int last = panels.count() - 1;
      packed = VectorKernels.grown(packed, LEAD + depth * panels.width(last));
      pack(last, columns, LEAD);
    } else {
      what = Packed.NOTHING;
    }
  }

  /** Sets {@link #array}, {@link #at} and {@link #step} to a panel, from row k of the block on. */
  void select(int panel) {
    if (what == Packed.EVERYTHING) {
      array = packed;
      at = LEAD + panels.from(panel) * depth;
      step = panels.width(panel);
    } else if (what == Packed.LAST_PANEL && panel == panels.count() - 1) {
      array = packed;
      at = LEAD;
      step = panels.width(panel);
    } else {
      array = source.array();
      at = sourceAt + panels.from(panel);
      step = source.stride();
    }
  }

  /** Keeps no array of the caller's alive. */
  void release() {
    source = NONE;
    array = packed;
  }

  private void pack(int panel, int columns, int to) {
    float[] from = source.array();
    int first = sourceAt + panels.from(panel);
    int width = panels.width(panel);
    int count = Math.min(width, columns - panels.from(panel));
    int stride = source.stride();
    for (int k = 0; k < depth; k++) {
      System.arraycopy(from, first, packed, to, count);
      first += stride;
      to += width;
    }
  }

  private void packTransposed(Matrix b, int k, int column, int columns) {
    packed = VectorKernels.grown(packed, LEAD + Math.multiplyExact(depth, panels.width()));
    float[] from = b.array();
    int stride = b.stride();
    for (int panel = 0; panel < panels.count(); panel++) {
      int first = panels.from(panel);
      int width = panels.width(panel);
      int count = Math.min(width, columns - first);
      int to = LEAD + first * depth;
      int at = b.rowOffset(column + first) + k;
      for (int i = 0; i < depth; i++, at++, to += width) {
        for (int j = 0; j < count; j++) {
          packed[to + j] = from[at + j * stride];
        }
      }
    }
  }
}
