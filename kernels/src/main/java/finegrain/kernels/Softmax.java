package finegrain.kernels;

import static finegrain.kernels.Simd.LANES;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The softmax of rows, its logarithm and the cross-entropies, for {@link VectorKernels}. It takes
 * the rows in blocks that fit the first-level cache; each loop runs over a whole block. A row
 * consists of whole vectors, which are read and written in place, and a tail. The tails of a block
 * are stored one after the other, so that a vector holds several. A loop writes each tail with a
 * whole vector, and the next tail overwrites the rest. A row that is not longer than a vector is
 * only a tail.
 */
final class Softmax {
  private static final int PARTIALS = ScalarKernels.PARTIALS;

  /**
   * Elements of a block, unless one row is longer: 16 kB, so that input, exponentials and output
   * share the first-level cache.
   */
  private static final int BLOCK = 4096;

  private static final int MOST_ROWS = BLOCK / PARTIALS;

  /**
   * From so many columns on, exponentials are written to the output: its cache lines then arrive
   * while the exponentials are computed. Shorter rows would be slower, because they do not fill
   * their cache lines.
   */
  private static final int OUTPUT_COLUMNS = 128;

  private final OutOfLineCall<Consumer<Softmax>> findMaxima =
      new OutOfLineCall<>(SoftmaxLoops::maxima, SoftmaxLoops::maxima, SoftmaxLoops::maxima);
  private final OutOfLineCall<Consumer<Softmax>> exponentiate =
      new OutOfLineCall<>(
          SoftmaxLoops::exponentials, SoftmaxLoops::exponentials, SoftmaxLoops::exponentials);
  private final OutOfLineCall<Consumer<Softmax>> sum =
      new OutOfLineCall<>(SoftmaxLoops::sums, SoftmaxLoops::sums, SoftmaxLoops::sums);
  private final OutOfLineCall<Consumer<Softmax>> multiply =
      new OutOfLineCall<>(SoftmaxLoops::multiply, SoftmaxLoops::multiply, SoftmaxLoops::multiply);
  private final OutOfLineCall<Consumer<Softmax>> sumDifferences =
      new OutOfLineCall<>(
          SoftmaxLoops::differences, SoftmaxLoops::differences, SoftmaxLoops::differences);
  private final OutOfLineCall<Consumer<Softmax>> subtract =
      new OutOfLineCall<>(SoftmaxLoops::subtract, SoftmaxLoops::subtract, SoftmaxLoops::subtract);
  private final View input = new View();
  private final View output = new View();
  private final OutOfLineLoop expNegative;
  private final OutOfLineLoop log;

  // The block, for the loops. An array with an element for each row has one more vector: a loop
  // writes a row's value to all lanes of a vector, and the next row overwrites all but the first.
  float[] x = new float[0];
  int xAt;
  int xStride;
  float[] y = new float[0];
  int yAt;
  int yStride;
  float scale;
  int rows;
  int columns;

  /** Columns before the tail. */
  int whole;

  // Exponentials of the columns before the tail.
  float[] e = new float[0];
  int eAt;
  int eStride;

  /** The exponentials, row after row without gaps, unless they are in the output. */
  private float[] ownE = new float[0];

  final float[] tails = new float[MOST_ROWS * LANES + LANES];
  final float[] partial = new float[MOST_ROWS * PARTIALS];
  final float[] maxima = new float[MOST_ROWS + LANES];
  final float[] sums = new float[MOST_ROWS + LANES];
  final float[] inverses = new float[MOST_ROWS + LANES];
  final float[] logSums = new float[MOST_ROWS + LANES];

  /** A softmax that uses these loops over {@link VectorMath#expNegative} and the logarithm. */
  Softmax(OutOfLineLoop expNegative, OutOfLineLoop log) {
    this.expNegative = expNegative;
    this.log = log;
  }

  /** The same with functions of its own, for one thread. */
  Softmax() {
    this(
        new OutOfLineLoop(
            VectorLoops::expNegative, VectorLoops::expNegative, VectorLoops::expNegative),
        new OutOfLineLoop(VectorLoops::log, VectorLoops::log, VectorLoops::log));
  }

  /** {@link Kernels#softmax}. */
  void softmax(Matrix x, Matrix y) {
    input.set(x);
    output.set(y);
    softmax(input, output);
  }

  /** The softmax of rows in their place. */
  void softmax(View x) {
    softmax(x, x);
  }

  private void softmax(View x, View y) {
    for (int first = 0; first < x.rows(); first += rows) {
      begin(x, first);
      output(y, first);
      if (columns >= OUTPUT_COLUMNS) {
        e = this.y;
        eAt = yAt;
        eStride = yStride;
      }
      computeSums();
      scale = 1;
      multiply.next().accept(this);
    }
    release();
  }

  /** {@link Kernels#logSoftmax}. */
  void logSoftmax(Matrix x, Matrix y) {
    input.set(x);
    output.set(y);
    for (int first = 0; first < x.rows(); first += rows) {
      begin(input, first);
      computeSums();
      computeLogSums();
      output(output, first);
      subtract.next().accept(this);
    }
    release();
  }

  /** {@link Kernels#crossEntropy}. */
  void crossEntropy(Matrix logits, int[] labels, Matrix losses) {
    input.set(logits);
    for (int first = 0; first < logits.rows(); first += rows) {
      begin(input, first);
      computeSums();
      computeLosses(labels, losses, first);
    }
    release();
  }

  /** {@link Kernels#crossEntropyGradient}. */
  void crossEntropyGradient(
      Matrix logits, int[] labels, float factor, Matrix losses, Matrix gradient) {
    input.set(logits);
    output.set(gradient);
    for (int first = 0; first < logits.rows(); first += rows) {
      begin(input, first);
      computeSums();
      computeLosses(labels, losses, first);
      output(output, first);
      scale = factor;
      multiply.next().accept(this);
      for (int row = 0; row < rows; row++) {
        int label = labels[first + row];
        float atLabel =
            label < whole ? e[row * whole + label] : tails[row * (columns - whole) + label - whole];
        y[yAt + row * yStride + label] = (atLabel * inverses[row] - 1) * factor;
      }
    }
    release();
  }

  /** {@link Kernels#smoothedCrossEntropyGradient}. */
  void smoothedCrossEntropyGradient(
      Matrix logits, int[] labels, float smoothing, float factor, Matrix losses, Matrix gradient) {
    input.set(logits);
    output.set(gradient);
    float rest = smoothing / logits.columns();
    float own = 1 - smoothing;
    for (int first = 0; first < logits.rows(); first += rows) {
      begin(input, first);
      computeSums();
      computeLogSums();
      sumDifferences.next().accept(this);
      for (int row = 0; row < rows; row++) {
        float z = x[xAt + row * xStride + labels[first + row]] - maxima[row];
        float others = rest * ScalarKernels.fold(partial, row * PARTIALS);
        losses.array()[losses.offset() + first + row] = logSums[row] - Math.fma(own, z, others);
      }
      output(output, first);
      scale = 1;
      multiply.next().accept(this);
      for (int row = 0; row < rows; row++) {
        int at = yAt + row * yStride;
        int label = at + labels[first + row];
        float atLabel = (y[label] - (rest + own)) * factor;
        ElementLoops.subtractAndScale(rest, factor, y, at, columns);
        y[label] = atLabel;
      }
    }
    release();
  }

  private void begin(View matrix, int first) {
    columns = matrix.columns();
    rows = Math.min(matrix.rows() - first, Math.max(1, BLOCK / Math.max(columns, PARTIALS)));
    whole = columns <= LANES ? 0 : columns - columns % LANES;
    x = matrix.array();
    xAt = matrix.rowOffset(first);
    xStride = matrix.stride();
    ownE = VectorKernels.grown(ownE, rows * whole);
    e = ownE;
    eAt = 0;
    eStride = whole;
  }

  /** Drops the references to the caller's arrays. */
  private void release() {
    x = ownE;
    y = ownE;
    e = ownE;
    input.clear();
    output.clear();
  }

  private void output(View matrix, int first) {
    y = matrix.array();
    yAt = matrix.rowOffset(first);
    yStride = matrix.stride();
  }

  private void computeSums() {
    findMaxima.next().accept(this);
    if (whole > 0) {
      exponentiate.next().accept(this);
    } else {
      Arrays.fill(partial, 0, rows * PARTIALS, 0);
    }
    if (whole < columns) {
      expNegative.run(tails, 0, tails, 0, wholeVectors(rows * (columns - whole)));
    }
    sum.next().accept(this);
  }

  private void computeLogSums() {
    log.run(sums, 0, logSums, 0, wholeVectors(rows));
  }

  /** The least multiple of a vector's lanes that is not below. */
  private static int wholeVectors(int n) {
    return (n + LANES - 1) / LANES * LANES;
  }

  private void computeLosses(int[] labels, Matrix losses, int first) {
    computeLogSums();
    for (int row = 0; row < rows; row++) {
      float logit = x[xAt + row * xStride + labels[first + row]];
      losses.array()[losses.offset() + first + row] = logSums[row] - (logit - maxima[row]);
    }
  }
}
