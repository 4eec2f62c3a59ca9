package finegrain.kernels.operation;

import finegrain.kernels.Transposed;

/**
 * A matrix that an operation takes.
 *
 * @param name of the parameter
 * @param rows the length that is its number of rows
 * @param columns the length that is its number of columns
 * @param swappedBy the transposition that exchanges its rows and columns; {@link Transposed#NONE}
 *     if there is none
 * @param role what the operation does with it
 */
public record Operand(String name, Axis rows, Axis columns, Transposed swappedBy, Role role) {
  /** A length of an operation's {@link Shape}. */
  public enum Axis {
    /** 1. */
    ONE,
    /** The rows of the output. */
    ROWS,
    /** As many as the rows of the output, each of which takes one by its index. */
    SAMPLES,
    /** The columns of the output. */
    COLUMNS,
    /** The inner length of a product. */
    INNER;

    int length(Shape shape) {
      return switch (this) {
        case ONE -> 1;
        case ROWS, SAMPLES -> shape.rows();
        case COLUMNS -> shape.columns();
        case INNER -> shape.inner();
      };
    }
  }

  /** What an operation does with a matrix. */
  public enum Role {
    /** It is read, and may not share elements with an output. */
    INPUT,
    /** It is read, as a copy without its zeros. */
    SPARSE,
    /** It is read, and may be the same view as the last output. */
    INPUT_OR_OUTPUT,
    /** It is written. */
    OUTPUT,
    /** It is read and written. */
    UPDATED
  }

  /** Whether the operation writes it. */
  public boolean isWritten() {
    return role == Role.OUTPUT || role == Role.UPDATED;
  }

  /** The length that is its number of rows in an operation of a shape. */
  Axis rows(Shape shape) {
    return isSwapped(shape) ? columns : rows;
  }

  /** The length that is its number of columns in an operation of a shape. */
  Axis columns(Shape shape) {
    return isSwapped(shape) ? rows : columns;
  }

  private boolean isSwapped(Shape shape) {
    return swappedBy != Transposed.NONE && swappedBy == shape.transposed();
  }

  /** Its number of rows in an operation of a shape. */
  public int rowCount(Shape shape) {
    return rows(shape).length(shape);
  }

  /** Its number of columns in an operation of a shape. */
  public int columnCount(Shape shape) {
    return columns(shape).length(shape);
  }
}
