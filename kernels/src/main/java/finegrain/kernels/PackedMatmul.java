package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The matrix product over packed panels, c += a b, as in Goto and van de Geijn (2008) and BLIS:
 *
 * <pre>
 *   for each block of columns of b              (Blocking.COLUMNS)
 *     for each block of the inner index         (Blocking.INNER, in increasing order)
 *       pack b into panels, each inner x tile columns
 *       for each block of rows of a             (Blocking.ROWS)
 *         pack a into panels, each inner x tile rows
 *         for each panel of b, for each panel of a: micro-kernel
 * </pre>
 *
 * Panels are padded with zeros, so the micro-kernels need no masks; a tile that hangs over the edge
 * of c is computed in a tile of its own. Between blocks of the inner index the partial sums are
 * stored in c and loaded again, which is exact: an element stays one chain in increasing k.
 */
final class PackedMatmul {
  private static final int ROWS = MicroKernel.ROWS;
  private static final int WIDE = MicroKernel.WIDE;

  private final float[] edge = new float[ROWS * WIDE];
  private float[] packedA = new float[0];
  private float[] packedB = new float[0];

  /** c += a b, aᵀ b or a bᵀ; shapes as in {@link Kernels#matmulAdd}. */
  void multiplyAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    int inner = transposed == Transposed.LEFT ? a.rows() : a.columns();
    int innerBlock = Blocking.even(inner, Blocking.INNER, 1);
    int rowBlock = Blocking.even(c.rows(), Blocking.ROWS, ROWS);
    int columnBlock = Blocking.even(c.columns(), Blocking.COLUMNS, WIDE);
    for (int j = 0; j < c.columns(); j += columnBlock) {
      int columns = Math.min(columnBlock, c.columns() - j);
      for (int k = 0; k < inner; k += innerBlock) {
        int depth = Math.min(innerBlock, inner - k);
        packB(transposed == Transposed.RIGHT, b, k, depth, j, columns);
        for (int i = 0; i < c.rows(); i += rowBlock) {
          int rows = Math.min(rowBlock, c.rows() - i);
          packA(transposed == Transposed.LEFT, a, i, rows, k, depth);
          multiplyPanels(c, i, rows, j, columns, depth);
        }
      }
    }
  }

  private void multiplyPanels(Matrix c, int i, int rows, int j, int columns, int depth) {
    for (int column = 0; column < columns; column += WIDE) {
      for (int row = 0; row < rows; row += ROWS) {
        int tileRows = Math.min(ROWS, rows - row);
        int tileColumns = Math.min(WIDE, columns - column);
        int width = panelWidth(tileColumns);
        int at = c.rowOffset(i + row) + j + column;
        if (tileRows == ROWS && tileColumns == width) {
          multiplyTile(row * depth, column * depth, depth, width, c.array(), at, c.stride());
        } else {
          for (int r = 0; r < tileRows; r++) {
            System.arraycopy(c.array(), at + r * c.stride(), edge, r * width, tileColumns);
          }
          multiplyTile(row * depth, column * depth, depth, width, edge, 0, width);
          for (int r = 0; r < tileRows; r++) {
            System.arraycopy(edge, r * width, c.array(), at + r * c.stride(), tileColumns);
          }
        }
      }
    }
  }

  private void multiplyTile(
      int aAt, int bAt, int depth, int width, float[] c, int cAt, int stride) {
    if (width == WIDE) {
      MicroKernel.tile8x2(packedA, aAt, packedB, bAt, depth, c, cAt, stride);
    } else {
      MicroKernel.tile8x1(packedA, aAt, packedB, bAt, depth, c, cAt, stride);
    }
  }

  /** The width of the tile for a panel with so many columns left: one vector or two. */
  private static int panelWidth(int columns) {
    return columns <= LANES ? LANES : WIDE;
  }

  /** Packs rows i.. and inner columns k.. of a: panel after panel, each depth x ROWS. */
  private void packA(boolean transposed, Matrix a, int i, int rows, int k, int depth) {
    packedA = VectorKernels.grown(packedA, Math.ceilDiv(rows, ROWS) * ROWS * depth);
    for (int row = 0; row < rows; row += ROWS) {
      int count = Math.min(ROWS, rows - row);
      if (transposed) {
        copyPanel(a, k, depth, i + row, count, packedA, row * depth, ROWS);
      } else {
        transposePanel(a, i + row, count, k, depth, packedA, row * depth, ROWS);
      }
    }
  }

  /** Packs inner rows k.. and columns j.. of b: panel after panel, each depth x tile columns. */
  private void packB(boolean transposed, Matrix b, int k, int depth, int j, int columns) {
    packedB = VectorKernels.grown(packedB, Math.ceilDiv(columns, WIDE) * WIDE * depth);
    for (int column = 0; column < columns; column += WIDE) {
      int count = Math.min(WIDE, columns - column);
      int width = panelWidth(count);
      if (transposed) {
        transposePanel(b, j + column, count, k, depth, packedB, column * depth, width);
      } else if (count == WIDE) {
        copyWidePanel(b, k, depth, j + column, packedB, column * depth);
      } else {
        copyPanel(b, k, depth, j + column, count, packedB, column * depth, width);
      }
    }
  }

  /** Copies depth rows of {@code count} columns, each padded to {@code width}. */
  private static void copyPanel(
      Matrix x, int row, int depth, int column, int count, float[] panel, int at, int width) {
    for (int k = 0; k < depth; k++) {
      int to = at + k * width;
      System.arraycopy(x.array(), x.rowOffset(row + k) + column, panel, to, count);
      Arrays.fill(panel, to + count, to + width, 0);
    }
  }

  /** {@link #copyPanel} for a full panel of two vectors. */
  private static void copyWidePanel(
      Matrix x, int row, int depth, int column, float[] panel, int at) {
    float[] array = x.array();
    int stride = x.stride();
    int from = x.rowOffset(row) + column;
    for (int k = 0; k < depth; k++, from += stride, at += WIDE) {
      FloatVector.fromArray(FLOATS, array, from).intoArray(panel, at);
      FloatVector.fromArray(FLOATS, array, from + LANES).intoArray(panel, at + LANES);
    }
  }

  /** Copies {@code count} rows of depth columns as columns of a panel, padded to {@code width}. */
  private static void transposePanel(
      Matrix x, int row, int count, int column, int depth, float[] panel, int at, int width) {
    float[] array = x.array();
    for (int r = 0; r < width; r++) {
      if (r < count) {
        int from = x.rowOffset(row + r) + column;
        for (int k = 0; k < depth; k++) {
          panel[at + k * width + r] = array[from + k];
        }
      } else {
        for (int k = 0; k < depth; k++) {
          panel[at + k * width + r] = 0;
        }
      }
    }
  }
}
