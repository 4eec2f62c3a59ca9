package finegrain.kernels.operation;

import java.util.stream.IntStream;

/** The integers that an operation takes beside its matrices. */
enum Indices {
  /** It takes none. */
  NONE,
  /** A row of the first matrix for each row of the output. */
  ROWS,
  /** A row of the first matrix for each step of the inner index. */
  INNER,
  /** The class of each row. */
  CLASSES,
  /** 0 or 1 for each row. */
  BINARY;

  /** Those of an operation of a shape. */
  int[] of(Shape shape) {
    int rows = shape.rows();
    return switch (this) {
      case NONE -> new int[0];
      case ROWS -> chosen(rows);
      case INNER -> chosen(shape.inner());
      case CLASSES ->
          IntStream.range(0, rows).map(row -> row % Math.max(1, shape.columns())).toArray();
      case BINARY -> IntStream.range(0, rows).map(row -> row % 3 == 0 ? 1 : 0).toArray();
    };
  }

  /** All rows nearly in reverse, with row 0 twice. */
  private static int[] chosen(int rows) {
    return IntStream.range(0, rows).map(row -> row == 1 ? 0 : rows - 1 - row).toArray();
  }

  /** Those on which some rows of the output depend. */
  int[] part(int[] all, int[] rows) {
    return switch (this) {
      case NONE, INNER -> all;
      case ROWS, CLASSES, BINARY -> IntStream.of(rows).map(row -> all[row]).toArray();
    };
  }
}
