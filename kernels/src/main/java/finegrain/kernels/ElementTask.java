package finegrain.kernels;

/**
 * A loop over the elements of up to four matrices of one shape, which threads share. Made once; its
 * operands are there during a call only.
 */
final class ElementTask implements ThreadTeam.Task {
  private static final Matrix NONE = Matrix.allocate(0, 0);

  /** Elements that are not divided among threads. */
  private static final int UNIT = 1024;

  private final SharedWork work;
  private final Loop loop;
  private Matrix a = NONE;
  private Matrix b = NONE;
  private Matrix c = NONE;
  private Matrix d = NONE;

  /** Whether no matrix has gaps between its rows. */
  private boolean flat;

  /** A task that runs a loop. */
  ElementTask(SharedWork work, Loop loop) {
    this.work = work;
    this.loop = loop;
  }

  /** A loop. */
  interface Loop {
    /** Runs over n elements of each array, by the thread of this number. */
    void run(
        int thread,
        float[] a,
        int aAt,
        float[] b,
        int bAt,
        float[] c,
        int cAt,
        float[] d,
        int dAt,
        int n);
  }

  /** Runs the loop. A matrix may be given several times. */
  void run(Matrix a, Matrix b, Matrix c, Matrix d) {
    int elements = a.rows() * a.columns();
    if (elements == 0) {
      return; // Without rows the offset may lie beyond the array.
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    flat = isFlat(a) && isFlat(b) && isFlat(c) && isFlat(d);
    work.runElements(this, flat ? Math.ceilDiv(elements, UNIT) : a.rows(), elements);
    this.a = NONE;
    this.b = NONE;
    this.c = NONE;
    this.d = NONE;
  }

  @Override
  public void run(int part, int parts) {
    if (!flat) {
      int end = SharedWork.first(a.rows(), part + 1, parts);
      for (int row = SharedWork.first(a.rows(), part, parts); row < end; row++) {
        loop(part, row, 0, a.columns());
      }
      return;
    }
    int elements = a.rows() * a.columns();
    int units = Math.ceilDiv(elements, UNIT);
    int from = SharedWork.first(units, part, parts) * UNIT;
    int to = Math.min(elements, SharedWork.first(units, part + 1, parts) * UNIT);
    loop(part, 0, from, to - from);
  }

  private void loop(int part, int row, int from, int n) {
    loop.run(
        part,
        a.array(),
        a.rowOffset(row) + from,
        b.array(),
        b.rowOffset(row) + from,
        c.array(),
        c.rowOffset(row) + from,
        d.array(),
        d.rowOffset(row) + from,
        n);
  }

  /** Whether no gaps lie between the rows. */
  static boolean isFlat(Matrix x) {
    return x.stride() == x.columns() || x.rows() <= 1;
  }
}
