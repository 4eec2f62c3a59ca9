package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

import finegrain.kernels.KernelTally.ProductOperation;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The products of samples without their zeros, with their workspace. For one thread.
 *
 * <pre>
 *   layer                                       gradient and step
 *     for each panel of columns                   for each block of stripes of inputs
 *       for each block of stripes of inputs         for each panel of columns
 *         for each sample                             for each sample
 *           its elements in the block                   its elements in the block
 *                                                   momentum step of the block's weights
 * </pre>
 *
 * The weights, or the gradients, of a block stay in the first-level cache. A layer has the sums of
 * a sample in registers, and stores them between two blocks. A gradient stays in memory: a sample
 * adds to the rows of its inputs. That is faster than a chain in registers over the samples of each
 * input, because the elements would have to be sorted by input, and because the processor cannot
 * predict where such short chains end.
 */
final class SparseProducts {
  /** Vectors of the widest micro-kernel. */
  static final int VECTORS = 8;

  /** Elements of a block of weights or gradients. */
  private static final int BLOCK = 8192;

  /** The most columns of a block of gradients. */
  private static final int WIDE = 256;

  /** Samples whose sums stay in the cache between two blocks. */
  private static final int GROUP = 64;

  /** In the place of a number of vectors: the first columns of one. */
  private static final int TAIL = VECTORS + 1;

  /** Class and name of the micro-kernels whose operations are counted. */
  static final List<String> METHODS =
      Stream.of("dense", "gradient")
          .flatMap(
              loop ->
                  Stream.concat(
                          IntStream.rangeClosed(1, VECTORS).mapToObj(String::valueOf),
                          Stream.of("Tail"))
                      .map(vectors -> "SparseMicroKernels." + loop + vectors))
          .toList();

  /** The operations of the micro-kernels so far. */
  final KernelTally tally = new KernelTally(TileFamily.methods());

  private final int firstMethod = TileFamily.methods().indexOf(METHODS.getFirst());

  /** A block of gradients, from the element {@link Matrix#LEAD} on. It is +0 between two blocks. */
  private float[] gradient = new float[0];

  /** For each row of y the sums over a row of x: y = bias + x w. */
  void dense(SparseMatrix x, int[] rows, Matrix w, Matrix bias, Matrix y) {
    if (y.rows() == 0) {
      return; // Without rows the offset may lie beyond the array.
    }
    if (x.columns() == 0) {
      for (int row = 0; row < y.rows(); row++) {
        System.arraycopy(bias.array(), bias.offset(), y.array(), y.rowOffset(row), y.columns());
      }
      return;
    }
    long elements = x.nonZeros(rows, y.rows());
    int columns = y.columns();
    for (int column = 0, width; column < columns; column += width) {
      width = width(columns - column);
      dense(x, rows, width, w, bias, y, column);
      count(ProductOperation.SPARSE_DENSE, width, elements);
    }
  }

  /**
   * The columns of the next panel: nearly equal numbers of whole vectors, then the rest, which is
   * less than a vector.
   */
  private static int width(int columns) {
    int whole = columns / LANES;
    return whole == 0 ? columns : Math.ceilDiv(whole, Math.ceilDiv(whole, VECTORS)) * LANES;
  }

  /** One panel of so many columns. */
  private static void dense(
      SparseMatrix x, int[] rows, int columns, Matrix w, Matrix bias, Matrix y, int column) {
    int block = stripes(Math.ceilDiv(columns, LANES));
    int wAt = w.offset() + column;
    int wStep = w.stride();
    int yStep = y.stride();
    for (int first = 0; first < y.rows(); first += GROUP) {
      int last = Math.min(y.rows(), first + GROUP);
      for (int from = 0; from < x.stripes; from += block) {
        int to = Math.min(x.stripes, from + block);
        int yAt = y.rowOffset(first) + column;
        float[] s = from == 0 ? bias.array() : y.array();
        int sAt = from == 0 ? bias.offset() + column : yAt;
        int sStep = from == 0 ? 0 : yStep;
        SparseMicroKernels.dense(
            columns, rows, first, last, x.starts, x.stripes, from, to, x.indices, x.values,
            w.array(), wAt, wStep, s, sAt, sStep, y.array(), yAt, yStep);
      }
    }
  }

  /** The momentum step of the weights by the gradient of some rows of x and as many of dy. */
  void momentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    if (weights.rows() == 0 || weights.columns() == 0) {
      return; // Without rows the offset may lie beyond the array.
    }
    int columns = weights.columns();
    int width = Math.ceilDiv(columns, LANES) * LANES;
    int group = Math.ceilDiv(Math.ceilDiv(width, Math.ceilDiv(width, WIDE)), LANES) * LANES;
    int block = Math.min(x.stripes, stripes(group / LANES));
    gradient = VectorKernels.grown(gradient, LEAD + block * SparseMatrix.STRIPE * group);
    long elements = x.nonZeros(rows, dy.rows());
    for (int column = 0; column < columns; column += group) {
      int count = Math.min(group, columns - column);
      for (int from = 0; from < x.stripes; from += block) {
        int to = Math.min(x.stripes, from + block);
        gradient(x, rows, from, to, dy, column, count, group, from == 0 ? elements : 0);
        step(
            x,
            rows,
            dy.rows(),
            from,
            to,
            weights,
            velocity,
            column,
            count,
            group,
            -learningRate,
            momentum);
      }
    }
  }

  /**
   * Adds the gradients of some stripes and columns to {@link #gradient}.
   *
   * @param step elements from row to row of the gradients
   * @param counted elements of the samples that are to be counted now
   */
  private void gradient(
      SparseMatrix x,
      int[] rows,
      int from,
      int to,
      Matrix dy,
      int firstColumn,
      int columns,
      int step,
      long counted) {
    int samples = dy.rows();
    if (samples == 0) {
      return; // Without rows the offset may lie beyond the array.
    }
    int gAt = LEAD - from * SparseMatrix.STRIPE * step;
    for (int at = 0, width; at < columns; at += width) {
      width = width(columns - at);
      SparseMicroKernels.gradient(
          width,
          rows,
          0,
          samples,
          x.starts,
          x.stripes,
          from,
          to,
          x.indices,
          x.values,
          dy.array(),
          dy.offset() + firstColumn + at,
          dy.stride(),
          gradient,
          gAt + at,
          step);
      count(ProductOperation.SPARSE_MOMENTUM_STEP, width, counted);
    }
  }

  /**
   * The momentum step of the weights of some stripes, by {@link #gradient}, which becomes +0.
   * Without a momentum it changes only the weights of inputs that are not 0 in some sample: the
   * gradient of the others is +0, and w + -0 is w.
   */
  private void step(
      SparseMatrix x,
      int[] rows,
      int samples,
      int from,
      int to,
      Matrix weights,
      Matrix velocity,
      int column,
      int columns,
      int gradientStep,
      float negativeRate,
      float momentum) {
    int first = from * SparseMatrix.STRIPE;
    int last = Math.min(weights.rows(), to * SparseMatrix.STRIPE);
    if (momentum != 0 || !(negativeRate <= 0 && negativeRate >= -Float.MAX_VALUE)) {
      step(
          weights,
          velocity,
          first,
          last,
          LEAD,
          column,
          columns,
          gradientStep,
          negativeRate,
          momentum);
      return;
    }
    for (int stripe = from; stripe < to; stripe++) {
      int present = x.present(stripe, rows, samples);
      int row = stripe * SparseMatrix.STRIPE;
      while (present != 0) {
        int skipped = Integer.numberOfTrailingZeros(present);
        int run = Integer.numberOfTrailingZeros(~(present >>> skipped));
        step(
            weights,
            velocity,
            row + skipped,
            row + skipped + run,
            LEAD + (row + skipped - first) * gradientStep,
            column,
            columns,
            gradientStep,
            negativeRate,
            momentum);
        // Shifting by 32 would change nothing.
        present = run + skipped == SparseMatrix.STRIPE ? 0 : present & (-1 << (skipped + run));
      }
    }
  }

  /** The momentum step of rows [row, end), whose gradients begin at an element. */
  private void step(
      Matrix weights,
      Matrix velocity,
      int row,
      int end,
      int gradientAt,
      int column,
      int columns,
      int gradientStep,
      float negativeRate,
      float momentum) {
    boolean flat =
        columns == gradientStep && columns == weights.stride() && columns == velocity.stride();
    int calls = flat ? 1 : end - row;
    int n = flat ? (end - row) * columns : columns;
    for (int r = 0; r < calls; r++) {
      int wAt = weights.rowOffset(row + r) + column;
      int gAt = gradientAt + r * gradientStep;
      if (momentum == 0) {
        VectorLoops.stepAndClear(weights.array(), wAt, gradient, gAt, negativeRate, n);
      } else {
        int vAt = velocity.rowOffset(row + r) + column;
        VectorLoops.momentumStepAndClear(
            weights.array(), wAt, velocity.array(), vAt, gradient, gAt, negativeRate, momentum, n);
      }
    }
  }

  /** How many stripes of rows of so many vectors are a block. */
  private static int stripes(int vectors) {
    return Math.max(1, BLOCK / (SparseMatrix.STRIPE * vectors * LANES));
  }

  private void count(ProductOperation operation, int columns, long elements) {
    int loop = operation == ProductOperation.SPARSE_DENSE ? 0 : TAIL;
    int method = columns < LANES ? TAIL : columns / LANES;
    tally.add(operation, firstMethod + loop + method - 1, 2 * elements * columns);
  }
}
