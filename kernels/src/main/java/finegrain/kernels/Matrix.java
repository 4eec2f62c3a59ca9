package finegrain.kernels;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A view of a row-major matrix in a {@code float[]}: element (r, c) is {@code array[offset + r *
 * stride + c]}. Views share the array, so a block of columns of a wide matrix is a matrix too. A
 * vector is a matrix of one row.
 *
 * <p>Immutable but for the elements. Sizes may be 0.
 */
public final class Matrix {
  /** Bytes in a cache line, and in the widest vector. */
  private static final int LINE_BYTES = 64;

  /**
   * Bytes of array header before element 0 that {@link #allocate} assumes. Compact object headers
   * have 12: rows are then off by 4 bytes, which costs time but changes no bits.
   */
  private static final int ARRAY_HEADER_BYTES = 16;

  /** The first element of an array at a cache line, with such a header. */
  static final int LEAD = (LINE_BYTES - ARRAY_HEADER_BYTES) / Float.BYTES;

  /** Spare elements at the end: the last vector of the last row may read beyond the row. */
  private static final int TAIL = LINE_BYTES / Float.BYTES;

  private final float[] array;
  private final int offset;
  private final int rows;
  private final int columns;
  private final int stride;

  private Matrix(float[] array, int offset, int rows, int columns, int stride) {
    this.array = array;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  /**
   * {@return a view of {@code rows} x {@code columns} elements of an array}
   *
   * @param array the elements
   * @param offset the index of element (0, 0)
   * @param rows number of rows
   * @param columns number of columns
   * @param stride elements from one row to the next, at least {@code columns}
   * @throws IllegalArgumentException if a size is negative, the stride is too small or the view
   *     ends past the array
   */
  public static Matrix of(float[] array, int offset, int rows, int columns, int stride) {
    Objects.requireNonNull(array, "array");
    if (offset < 0 || rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a matrix needs an offset, rows and columns of 0 or more, not %d, %d and %d",
              offset,
              rows,
              columns));
    }
    if (stride < columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a matrix of %d columns needs a stride of at least %d, not %d",
              columns,
              columns,
              stride));
    }
    long end = rows == 0 ? offset : offset + (long) (rows - 1) * stride + columns;
    if (end > array.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a matrix of %d x %d elements with stride %d at offset %d needs an array of %d"
                  + " elements, not %d",
              rows,
              columns,
              stride,
              offset,
              end,
              array.length));
    }
    return new Matrix(array, offset, rows, columns, stride);
  }

  /**
   * {@return a view of a whole array, row after row}
   *
   * @param rows number of rows
   * @param columns number of columns
   * @param elements the array, with {@code rows * columns} elements
   * @throws IllegalArgumentException if it has more or fewer
   */
  public static Matrix of(int rows, int columns, float... elements) {
    Objects.requireNonNull(elements, "elements");
    if ((long) rows * columns != elements.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a matrix of %d x %d needs %d elements, not %d",
              rows,
              columns,
              (long) rows * columns,
              elements.length));
    }
    return of(elements, 0, rows, columns, columns);
  }

  /**
   * {@return a new matrix of zeros without gaps between its rows}
   *
   * @param rows number of rows
   * @param columns number of columns
   * @throws IllegalArgumentException if a size is negative or the matrix too large for an array
   */
  public static Matrix allocate(int rows, int columns) {
    return allocate(rows, columns, columns);
  }

  /**
   * {@return a new matrix of zeros}
   *
   * @param rows number of rows
   * @param columns number of columns
   * @param stride elements from one row to the next, at least {@code columns}. With a multiple of
   *     16, every row starts at a cache line if the array does. An array that is so large that the
   *     garbage collector gives it a region of its own does.
   * @throws IllegalArgumentException if a size is negative, the stride is too small or the matrix
   *     too large for an array
   */
  public static Matrix allocate(int rows, int columns, int stride) {
    long length = LEAD + (long) rows * stride + TAIL;
    if (rows < 0 || columns < 0 || stride < columns || length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a matrix of %d x %d elements with stride %d cannot be allocated: it needs sizes of 0"
                  + " or more, a stride of at least its columns and fewer than 2^31 elements",
              rows,
              columns,
              stride));
    }
    return new Matrix(new float[(int) length], LEAD, rows, columns, stride);
  }

  /**
   * {@return a matrix of zeros for the left side of products, such as a gathered batch} If it has
   * up to 1024 columns, its rows are 1040 elements apart. The vector backend packs rows at this
   * distance, and so reads these in place.
   *
   * @param rows number of rows
   * @param columns number of columns
   * @throws IllegalArgumentException as {@link #allocate(int, int)}
   */
  public static Matrix allocateLeft(int rows, int columns) {
    return columns > Blocking.INNER
        ? allocate(rows, columns)
        : allocate(rows, columns, Blocking.STRIDE);
  }

  /** {@return the number of rows} */
  public int rows() {
    return rows;
  }

  /** {@return the number of columns} */
  public int columns() {
    return columns;
  }

  /** {@return the elements from one row to the next} */
  public int stride() {
    return stride;
  }

  /** {@return the index of element (0, 0) in {@link #array()}} */
  public int offset() {
    return offset;
  }

  /** {@return the array that is viewed, not a copy} */
  public float[] array() {
    return array;
  }

  /**
   * {@return the index of element (row, 0) in {@link #array()}}
   *
   * @param row is not checked
   */
  public int rowOffset(int row) {
    return offset + row * stride;
  }

  /**
   * {@return the element at a row and a column}
   *
   * @param row from 0 on
   * @param column from 0 on
   */
  public float get(int row, int column) {
    return array[index(row, column)];
  }

  /**
   * Sets the element at a row and a column.
   *
   * @param row from 0 on
   * @param column from 0 on
   * @param value of the element from then on
   */
  public void set(int row, int column, float value) {
    array[index(row, column)] = value;
  }

  private int index(int row, int column) {
    return rowOffset(Objects.checkIndex(row, rows)) + Objects.checkIndex(column, columns);
  }

  /**
   * Sets every element.
   *
   * @param value of each element from then on
   */
  public void fill(float value) {
    for (int row = 0; row < rows; row++) {
      int from = rowOffset(row);
      Arrays.fill(array, from, from + columns, value);
    }
  }

  /**
   * {@return the view of some of the rows}
   *
   * @param from the first row
   * @param count how many rows
   */
  public Matrix rowRange(int from, int count) {
    Objects.checkFromIndexSize(from, count, rows);
    return new Matrix(array, rowOffset(from), count, columns, stride);
  }

  /**
   * {@return the view of some of the columns}
   *
   * @param from the first column
   * @param count how many columns
   */
  public Matrix columnRange(int from, int count) {
    Objects.checkFromIndexSize(from, count, columns);
    return new Matrix(array, offset + from, rows, count, stride);
  }

  /** Whether both views show exactly the same elements in the same order. */
  @SuppressWarnings("ReferenceEquality") // The same array is meant, not an equal one.
  boolean sameView(Matrix other) {
    return array == other.array
        && offset == other.offset
        && rows == other.rows
        && columns == other.columns
        && (stride == other.stride || rows <= 1);
  }

  /**
   * Whether the views share an element. The answer is exact for views of equal stride, such as two
   * blocks of columns of one matrix. For others it is whether the ranges from first to last element
   * meet.
   */
  @SuppressWarnings("ReferenceEquality") // The same array is meant, not an equal one.
  boolean overlaps(Matrix other) {
    if (array != other.array || isEmpty() || other.isEmpty()) {
      return false;
    }
    if (offset > other.offset) {
      return other.overlaps(this);
    }
    int end = rowOffset(rows - 1) + columns;
    if (other.offset >= end) {
      return false;
    }
    if (stride != other.stride) {
      return true;
    }
    int column = (other.offset - offset) % stride;
    // No overlap: the other begins beside these columns, and its rows end before the next row.
    return column < columns || column + other.columns > stride;
  }

  private boolean isEmpty() {
    return rows == 0 || columns == 0;
  }

  /** {@return the shape, such as {@code 32 x 100}} */
  @Override
  public String toString() {
    return rows + " x " + columns;
  }
}
