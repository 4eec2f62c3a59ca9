package finegrain.kernels;

/**
 * Where a matrix lies, as {@link Matrix}, but its owner can move it: operations that look at many
 * parts of their operands allocate none.
 */
final class View {
  private static final float[] NOTHING = new float[0];

  private float[] array = NOTHING;
  private int offset;
  private int rows;
  private int columns;
  private int stride;

  /** Shows what a matrix shows. */
  void set(Matrix x) {
    set(x.array(), x.offset(), x.rows(), x.columns(), x.stride());
  }

  /** Shows some elements of an array. Nothing is checked. */
  void set(float[] array, int offset, int rows, int columns, int stride) {
    this.array = array;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  /** Shows nothing, so that the array can be collected. */
  void clear() {
    set(NOTHING, 0, 0, 0, 0);
  }

  float[] array() {
    return array;
  }

  int offset() {
    return offset;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  int stride() {
    return stride;
  }

  /** The index of element (row, 0) in the array. */
  int rowOffset(int row) {
    return offset + row * stride;
  }
}
