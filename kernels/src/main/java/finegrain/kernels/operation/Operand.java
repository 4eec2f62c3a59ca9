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
    INNER,
    /** 2. */
    TWO,
    /** The numbers of an image. */
    PIXELS,
    /** The numbers of an image after 2 x 2 pooling. */
    POOLED,
    /** The channels of an image. */
    CHANNELS,
    /** The pixels of all images. */
    POSITIONS,
    /** The terms of a convolution. */
    TERMS,
    /** The filters of a convolution. */
    FILTERS,
    /** The numbers of a convolved image. */
    CONVOLVED,
    /** The queries, keys and values of a sample. */
    PROJECTED,
    /** The weights of a sample's attention. */
    SCORES,
    /** The numbers of a sample's tokens after attention. */
    ATTENDED;

    int length(Shape shape) {
      return switch (this) {
        case ONE -> 1;
        case ROWS, SAMPLES -> shape.rows();
        case COLUMNS -> shape.columns();
        case INNER -> shape.inner();
        case TWO -> 2;
        case PIXELS -> shape.image().size();
        case POOLED ->
            (shape.image().height() / 2) * (shape.image().width() / 2) * shape.image().channels();
        case CHANNELS -> shape.image().channels();
        case POSITIONS -> shape.rows() * shape.image().positions();
        case TERMS -> shape.convolution().inner();
        case FILTERS -> shape.convolution().filters();
        case CONVOLVED -> shape.convolution().output().size();
        case PROJECTED -> 3 * shape.attention().tokens() * shape.attention().dimension();
        case SCORES ->
            shape.attention().heads() * shape.attention().tokens() * shape.attention().tokens();
        case ATTENDED -> shape.attention().tokens() * shape.attention().dimension();
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
