package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

/**
 * The right side of a product for one block of the inner index, as the micro-kernels read it: panel
 * after panel of whole vectors. Its rows are read in place if that is possible and fast. Otherwise
 * the block, or only its last panel, is packed. A large right side is cut: as many panels are
 * packed together as fit the second-level cache, and many rows use them before the next cut is
 * packed.
 */
final class RightSide {
  private static final View NONE = new View();

  private final Panels panels;
  private final Transposition transposition;

  /** The first element of each column of a panel that is transposed. */
  private final int[] starts = new int[Blocking.VECTORS * LANES];

  /** The packed panels, from the element {@link Matrix#LEAD} on, which begins a cache line. */
  private float[] packed = new float[0];

  private View source = NONE;
  private boolean transposed;
  private int sourceAt;
  private int depth;
  private int columns;

  /** How many panels are made ready together. */
  private int cut;

  /** The first panel that is packed, and not read in place. All later panels are packed too. */
  private int packedFrom;

  /** The panel after the ready ones; 0 if none is ready. */
  private int begun;

  /** The first column of the packed panels. */
  private int begunFrom;

  // What select() chose.
  float[] array = packed;
  int at;
  int step;

  /** A right side whose columns these panels divide. The owner sets the panels for each product. */
  RightSide(Panels panels, Transposition transposition) {
    this.panels = panels;
    this.transposition = transposition;
  }

  /** Whether a block of so many columns is too large for the cache. */
  static boolean isLarge(int inner, int columns) {
    return (long) Math.min(inner, Blocking.INNER) * columns > Blocking.LARGE_ELEMENTS;
  }

  /**
   * Makes ready rows k.. of the right side, {@code depth} of them, and columns {@code column}.. as
   * the panels have them.
   *
   * @param reuse rows of the output, each of which will read it
   * @param mayCut whether {@link Blocking#STRETCH} rows can be made ready for a cut
   */
  void prepare(
      Product product, int k, int depth, int column, int columns, int reuse, boolean mayCut) {
    View b = product.right;
    source = b;
    this.depth = depth;
    this.columns = columns;
    transposed = product.transposed == Transposed.RIGHT;
    sourceAt = transposed ? b.rowOffset(column) + k : b.rowOffset(k) + column;
    boolean isLarge = isLarge(depth, columns) && reuse >= Blocking.RIGHT_ROWS;
    cut = panels.count();
    if (isLarge && mayCut) {
      int fitting = Blocking.CUT_ELEMENTS / (depth * panels.width(0));
      cut = Blocking.even(cut, Math.max(1, fitting));
    }
    boolean pack = transposed || isLarge || (isSplit(b) && reuse >= Blocking.RIGHT_ROWS);
    packedFrom = pack ? 0 : panels.count() - (reachesPast(b) ? 1 : 0);
    begun = 0;
    if (!isCut()) {
      begin(packedFrom, panels.count());
    }
  }

  /** Whether there are rows whose vectors each lie in two cache lines. */
  private boolean isSplit(View b) {
    return b.stride() % LANES != 0 || (sourceAt - LEAD) % LANES != 0;
  }

  /** Whether the last vector of the last row would reach past the array. */
  private boolean reachesPast(View b) {
    return (long) sourceAt + (long) (depth - 1) * b.stride() + panels.width() > b.array().length;
  }

  /** Whether the panels are made ready cut by cut. */
  boolean isCut() {
    return cut < panels.count();
  }

  /** The panels of a cut; the cut with the first panel may have fewer. */
  int cut() {
    return cut;
  }

  /** Makes ready the panels of a cut, {@code from} to {@code to} - 1. */
  void begin(int from, int to) {
    if (begun == to) {
      return;
    }
    begun = to;
    if (from == to) {
      return; // All are read in place.
    }
    begunFrom = panels.from(from);
    int width = panels.from(to - 1) + panels.width(to - 1) - begunFrom;
    packed = VectorKernels.grown(packed, LEAD + Math.multiplyExact(depth, width));
    for (int panel = from; panel < to; panel++) {
      int at = LEAD + (panels.from(panel) - begunFrom) * depth;
      if (transposed) {
        packTransposed(panel, at);
      } else {
        pack(panel, at);
      }
    }
  }

  /** Sets {@link #array}, {@link #at} and {@link #step} to a panel, from row k of the block on. */
  void select(int panel) {
    if (panel >= packedFrom) {
      array = packed;
      at = LEAD + (panels.from(panel) - begunFrom) * depth;
      step = panels.width(panel);
    } else {
      array = source.array();
      at = sourceAt + panels.from(panel);
      step = source.stride();
    }
  }

  /** Drops the references to the caller's arrays. */
  void release() {
    source = NONE;
    array = packed;
  }

  private void pack(int panel, int to) {
    float[] from = source.array();
    int first = sourceAt + panels.from(panel);
    int width = panels.width(panel);
    int count = Math.min(width, columns - panels.from(panel));
    int stride = source.stride();
    if (count == width || !reachesPast(source)) {
      VectorLoops.copyPanel(from, first, stride, packed, to, depth, panels.vectors(panel));
      return;
    }
    for (int i = 0; i < depth; i++) {
      System.arraycopy(from, first, packed, to, count);
      first += stride;
      to += width;
    }
  }

  private void packTransposed(int panel, int to) {
    int first = panels.from(panel);
    int width = panels.width(panel);
    int count = Math.min(width, columns - first);
    for (int j = 0; j < count; j++) {
      starts[j] = sourceAt + (first + j) * source.stride();
    }
    transposition.copy(source.array(), starts, count, depth, packed, to, width);
  }
}
