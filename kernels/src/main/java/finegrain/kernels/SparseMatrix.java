package finegrain.kernels;

import java.util.Arrays;
import java.util.Objects;

/**
 * A matrix without its zeros, such as samples of images with a black background. It has the column
 * and the value of each element that is not 0, row after row, in increasing column. NaN and the
 * infinities are elements that are not 0; +0 and -0 are not kept. It cannot be changed.
 */
public final class SparseMatrix {
  /**
   * Columns of a stripe. The operations find the elements of a row in a stripe without a search,
   * and so can work on some stripes at a time, whose weights stay in the first-level cache.
   */
  static final int STRIPE = Integer.SIZE;

  private final int rows;
  private final int columns;

  /** Stripes of a row, at least one. */
  final int stripes;

  /**
   * The index of the first element of each stripe of each row; after the last, the number of
   * elements. Row r has the elements from {@code starts[r * stripes]} to {@code starts[(r + 1) *
   * stripes]}.
   */
  final int[] starts;

  /** For each stripe of each row a bit for each of its columns, 1 where there is an element. */
  private final int[] present;

  /** The column of each element. */
  final int[] indices;

  /** The value of each element. */
  final float[] values;

  private SparseMatrix(Matrix x) {
    rows = x.rows();
    columns = x.columns();
    stripes = Math.max(1, Math.ceilDiv(columns, STRIPE));
    starts = new int[Math.addExact(Math.multiplyExact(rows, stripes), 1)];
    present = new int[rows * stripes];
    int count = Math.toIntExact(nonZeros(x));
    indices = new int[count];
    values = new float[count];
    int at = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (column % STRIPE == 0) {
          starts[row * stripes + column / STRIPE] = at;
        }
        float value = x.array()[x.rowOffset(row) + column];
        if (value != 0) {
          indices[at] = column;
          values[at] = value;
          present[row * stripes + column / STRIPE] |= 1 << (column % STRIPE);
          at++;
        }
      }
    }
    starts[rows * stripes] = at;
  }

  /**
   * {@return the elements of a matrix that are not 0} Later changes of the matrix are not seen.
   *
   * @param x any shape
   */
  public static SparseMatrix of(Matrix x) {
    Objects.requireNonNull(x, "x");
    return new SparseMatrix(x);
  }

  /**
   * {@return the share of elements of a matrix that are not 0; 0 for a matrix without elements}
   *
   * @param x any shape
   */
  public static double share(Matrix x) {
    Objects.requireNonNull(x, "x");
    long count = nonZeros(x);
    return count == 0 ? 0 : (double) count / x.rows() / x.columns();
  }

  /**
   * {@return the largest share of elements that are not 0 with which {@link Kernels#sparseDense}
   * and {@link Kernels#sparseMomentumStep} together are faster than the dense operations, for most
   * of 16 to 112 columns and batches of 8 and 32} docs/kernels.md has the figures.
   */
  public static double fastShare() {
    return Blocking.SPARSE_SHARE;
  }

  private static long nonZeros(Matrix x) {
    long count = 0;
    for (int row = 0; row < x.rows(); row++) {
      int at = x.rowOffset(row);
      for (int column = 0; column < x.columns(); column++) {
        count += x.array()[at + column] != 0 ? 1 : 0;
      }
    }
    return count;
  }

  /** {@return the number of rows} */
  public int rows() {
    return rows;
  }

  /** {@return the number of columns} */
  public int columns() {
    return columns;
  }

  /** {@return how many elements are not 0} */
  public int nonZeros() {
    return values.length;
  }

  /**
   * {@return how many elements of a row are not 0}
   *
   * @param row from 0 on
   */
  public int nonZeros(int row) {
    Objects.checkIndex(row, rows);
    return starts[(row + 1) * stripes] - starts[row * stripes];
  }

  /**
   * {@return how many elements of some rows are not 0}
   *
   * @param chosen indices of rows; indices may repeat
   * @param count how many of them to look at, from the first on
   */
  public long nonZeros(int[] chosen, int count) {
    Objects.requireNonNull(chosen, "chosen");
    long all = 0;
    for (int i = 0; i < count; i++) {
      int row = chosen[i];
      all += starts[(row + 1) * stripes] - starts[row * stripes];
    }
    return all;
  }

  /**
   * For each column of a stripe, from the lowest bit on, whether one of the first {@code count} of
   * some rows has an element there.
   */
  int present(int stripe, int[] chosen, int count) {
    int any = 0;
    for (int i = 0; i < count; i++) {
      any |= present[chosen[i] * stripes + stripe];
    }
    return any;
  }

  /**
   * {@return the element at a row and a column; +0 for one that is not kept}
   *
   * @param row from 0 on
   * @param column from 0 on
   */
  public float get(int row, int column) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(column, columns);
    int from = starts[row * stripes];
    int at = Arrays.binarySearch(indices, from, starts[(row + 1) * stripes], column);
    return at < 0 ? 0 : values[at];
  }

  /** {@return the shape, such as {@code 32 x 100}} */
  @Override
  public String toString() {
    return rows + " x " + columns;
  }
}
