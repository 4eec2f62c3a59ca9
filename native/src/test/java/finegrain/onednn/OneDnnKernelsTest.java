package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.SparseMatrix;
import finegrain.kernels.Transposed;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Every operation agrees with the scalar backend, over random shapes that may be empty, in arrays
 * with gaps between the rows that must stay as they are.
 *
 * <p>The tolerances: a product's element may be off by 1e-6 of the sum of the magnitudes of its
 * terms, times the square root of their number plus 1; a function's value by 1e-6 of its magnitude
 * and by the smallest normal float, for oneDNN takes subnormal results for 0; logSoftmax by 2e-5
 * besides, because oneDNN's logarithm has an absolute error.
 */
class OneDnnKernelsTest {
  private static final double RELATIVE = 1e-6;
  private static final double LOG_SOFTMAX = 2e-5;
  private static final int MOST = 130;

  private static final Kernels ONEDNN = new OneDnnBackend().open();
  private static final Kernels SCALAR = new ScalarBackend().open();

  private interface Operation {
    void run(Kernels kernels, Matrix output);
  }

  /** The error that an element may have. */
  private interface Tolerance {
    double at(int row, int column, float expected);
  }

  private static double relative(int row, int column, float expected) {
    return RELATIVE * Math.abs(expected) + Float.MIN_NORMAL;
  }

  private static void agree(String what, Matrix output, Tolerance tolerance, Operation operation) {
    Matrix expected = copy(output);
    Matrix before = copy(output);
    operation.run(SCALAR, expected);
    operation.run(ONEDNN, output);
    boolean[] inside = new boolean[output.array().length];
    for (int i = 0; i < output.rows(); i++) {
      for (int j = 0; j < output.columns(); j++) {
        inside[output.rowOffset(i) + j] = true;
        float e = expected.get(i, j);
        float a = output.get(i, j);
        if (Float.compare(a, e) != 0 && !(Math.abs((double) a - e) <= tolerance.at(i, j, e))) {
          throw new AssertionError(
              "%s of %s: (%d, %d) is %s, expected %s".formatted(what, output, i, j, a, e));
        }
      }
    }
    for (int i = 0; i < inside.length; i++) {
      if (!inside[i] && output.array()[i] != before.array()[i]) {
        throw new AssertionError("%s of %s wrote outside its output".formatted(what, output));
      }
    }
  }

  @Property(tries = 300)
  void products(
      @ForAll @IntRange(max = MOST) int rows,
      @ForAll @IntRange(max = MOST) int columns,
      @ForAll @IntRange(max = MOST) int inner,
      @ForAll Transposed transposed,
      @ForAll boolean add,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean left = transposed == Transposed.LEFT;
    boolean right = transposed == Transposed.RIGHT;
    Matrix a = matrix(random, left ? inner : rows, left ? rows : inner);
    Matrix b = matrix(random, right ? columns : inner, right ? inner : columns);
    Matrix c = matrix(random, rows, columns);
    Matrix start = copy(c);
    agree(
        "matmul " + transposed + (add ? " added" : ""),
        c,
        (i, j, e) -> {
          double magnitude = add ? Math.abs(start.get(i, j)) : 0;
          for (int k = 0; k < inner; k++) {
            magnitude +=
                Math.abs((left ? a.get(k, i) : a.get(i, k)) * (right ? b.get(j, k) : b.get(k, j)));
          }
          return RELATIVE * magnitude * Math.sqrt(inner + 1);
        },
        (kernels, y) -> {
          if (add) {
            kernels.matmulAdd(transposed, a, b, y);
          } else {
            kernels.matmul(transposed, a, b, y);
          }
        });
  }

  /** On copies in native memory: above the length of a call on Java arrays. */
  @Test
  void longProducts() {
    SplittableRandom random = new SplittableRandom(1);
    int size = 520;
    assertThat(2.0 * size * size * size).isGreaterThan(Products.LONG_PRODUCT);
    for (boolean add : new boolean[] {false, true}) {
      Matrix a = matrix(random, size, size);
      Matrix b = matrix(random, size, size);
      agree(
          "a long product",
          matrix(random, size, size),
          (i, j, e) -> 1e-2,
          (kernels, y) -> {
            if (add) {
              kernels.matmulAdd(Transposed.LEFT, a, b, y);
            } else {
              kernels.matmul(Transposed.RIGHT, a, b, y);
            }
          });
    }
  }

  @Test
  void longLayers() {
    SplittableRandom random = new SplittableRandom(3);
    for (Activation activation : Activation.values()) {
      Matrix x = matrix(random, 530, 510);
      x.set(7, 9, Float.NaN);
      Matrix w = matrix(random, 510, 520);
      Matrix bias = matrix(random, 1, 520);
      agree(
          "a long layer, " + activation,
          matrix(random, 530, 520),
          (i, j, e) -> 1e-2,
          (kernels, y) -> kernels.dense(x, w, bias, activation, y));
    }
  }

  @Property(tries = 200)
  void dense(
      @ForAll @IntRange(max = MOST) int batch,
      @ForAll @IntRange(max = MOST) int inputs,
      @ForAll @IntRange(max = MOST) int units,
      @ForAll Activation activation,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = matrix(random, batch, inputs);
    Matrix w = matrix(random, inputs, units);
    Matrix bias = matrix(random, 1, units);
    agree(
        "dense " + activation,
        matrix(random, batch, units),
        (i, j, e) -> {
          double magnitude = Math.abs(bias.get(0, j));
          for (int k = 0; k < inputs; k++) {
            magnitude += Math.abs(x.get(i, k) * w.get(k, j));
          }
          return RELATIVE * (magnitude * Math.sqrt(inputs + 1) + 1);
        },
        (kernels, y) -> kernels.dense(x, w, bias, activation, y));
  }

  /** The scalar backend does them, so nothing may be off. */
  @Property(tries = 50)
  void productsOfSparseSamples(
      @ForAll @IntRange(max = MOST) int batch,
      @ForAll @IntRange(max = MOST) int inputs,
      @ForAll @IntRange(max = MOST) int units,
      @ForAll Activation activation,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix samples = matrix(random, 9, inputs);
    for (int i = 0; i < samples.rows(); i++) {
      for (int j = 0; j < inputs; j++) {
        samples.set(i, j, random.nextInt(5) > 0 ? 0 : samples.get(i, j));
      }
    }
    SparseMatrix x = SparseMatrix.of(samples);
    int[] rows = random.ints(batch, 0, samples.rows()).toArray();
    Matrix w = matrix(random, inputs, units);
    Matrix bias = matrix(random, 1, units);
    agree(
        "sparseDense " + activation,
        matrix(random, batch, units),
        (i, j, e) -> 0,
        (kernels, y) -> kernels.sparseDense(x, rows, w, bias, activation, y));
    Matrix dy = matrix(random, batch, units);
    agree(
        "sparseMomentumStep",
        matrix(random, inputs, units),
        (i, j, e) -> 0,
        (kernels, out) -> kernels.sparseMomentumStep(x, rows, dy, out, copy(w), 0.1f, 0.9f));
  }

  @Property(tries = 200)
  void operationsByElements(
      @ForAll @IntRange(max = MOST) int rows,
      @ForAll @IntRange(max = MOST) int columns,
      @ForAll boolean inPlace,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = matrix(random, rows, columns);
    if (special) {
      sprinkle(random, x);
    }
    Matrix output = inPlace ? x : matrix(random, rows, columns);
    for (Activation activation : Activation.values()) {
      agree(
          "activate " + activation,
          copy(output),
          OneDnnKernelsTest::relative,
          (kernels, y) -> kernels.activate(activation, inPlace ? y : x, y));
      Matrix dy = matrix(random, rows, columns);
      agree(
          "activationGradient " + activation,
          copy(output),
          (i, j, e) -> RELATIVE * Math.max(Math.abs(e), Math.abs(dy.get(i, j))),
          (kernels, dx) -> kernels.activationGradient(activation, bounded(x), dy, dx));
    }
    agree(
        "exp",
        copy(output),
        OneDnnKernelsTest::relative,
        (kernels, y) -> kernels.exp(inPlace ? y : x, y));
    agree(
        "log",
        copy(output),
        OneDnnKernelsTest::relative,
        (kernels, y) -> kernels.log(inPlace ? y : x, y));
    agree(
        "sigmoid",
        copy(output),
        OneDnnKernelsTest::relative,
        (kernels, y) -> kernels.sigmoid(inPlace ? y : x, y));
  }

  @Property(tries = 150)
  void operationsByRows(
      @ForAll @IntRange(max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int classes,
      @ForAll boolean inPlace,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = matrix(random, rows, classes);
    if (special) {
      sprinkle(random, x);
    }
    Matrix output = inPlace ? x : matrix(random, rows, classes);
    agree(
        "softmax",
        copy(output),
        OneDnnKernelsTest::relative,
        (kernels, y) -> kernels.softmax(inPlace ? y : x, y));
    agree(
        "logSoftmax",
        copy(output),
        (i, j, e) -> RELATIVE * Math.abs(e) + LOG_SOFTMAX,
        (kernels, y) -> kernels.logSoftmax(inPlace ? y : x, y));
    Matrix bias = matrix(random, 1, classes);
    agree(
        "addBias",
        copy(output),
        (i, j, e) -> 0,
        (kernels, y) -> kernels.addBias(inPlace ? y : x, bias, y));
    int[] labels = random.ints(rows, 0, classes).toArray();
    Matrix losses = matrix(random, 1, rows);
    agree(
        "crossEntropy",
        copy(losses),
        OneDnnKernelsTest::relative,
        (kernels, y) -> kernels.crossEntropy(x, labels, y));
    agree(
        "crossEntropyGradient",
        copy(output),
        OneDnnKernelsTest::relative,
        (kernels, y) ->
            kernels.crossEntropyGradient(inPlace ? y : x, labels, 0.1f, copy(losses), y));
    Matrix logits = matrix(random, rows, 1);
    int[] binary = random.ints(rows, 0, 2).toArray();
    agree(
        "binaryCrossEntropy",
        copy(losses),
        OneDnnKernelsTest::relative,
        (kernels, y) -> kernels.binaryCrossEntropy(logits, binary, y));
    agree(
        "binaryCrossEntropyGradient",
        matrix(random, rows, 1),
        OneDnnKernelsTest::relative,
        (kernels, y) -> kernels.binaryCrossEntropyGradient(logits, binary, 0.1f, copy(losses), y));
    agree(
        "rowSums",
        copy(losses),
        (i, j, e) -> 1e-3,
        (kernels, sums) -> kernels.rowSums(logits, sums));
  }

  @Property(tries = 100)
  void sumsAndSteps(
      @ForAll @IntRange(max = MOST) int rows,
      @ForAll @IntRange(max = MOST) int columns,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = matrix(random, rows, columns);
    double bound = RELATIVE * 200 * (rows + columns + 1);
    agree("rowSums", matrix(random, 1, rows), (i, j, e) -> bound, (k, y) -> k.rowSums(x, y));
    agree(
        "columnSums", matrix(random, 1, columns), (i, j, e) -> bound, (k, y) -> k.columnSums(x, y));
    Matrix weights = matrix(random, rows, columns);
    Matrix velocity = matrix(random, rows, columns);
    agree(
        "momentumStep, weights",
        copy(weights),
        (i, j, e) -> 1e-4,
        (k, w) -> k.momentumStep(w, copy(velocity), x, 0.012f, 0.5f));
    agree(
        "momentumStep, velocity",
        copy(velocity),
        (i, j, e) -> 1e-4,
        (k, v) -> k.momentumStep(copy(weights), v, x, 0.012f, 0.5f));
  }

  /** Rows and columns past the sizes of a block. */
  @Test
  void largeShapes() {
    SplittableRandom random = new SplittableRandom(2);
    for (int[] shape : new int[][] {{3, 40_000}, {2_000, 33}, {1, 16_384}, {2, 16_385}}) {
      Matrix x = matrix(random, shape[0], shape[1]);
      Matrix y = matrix(random, shape[0], shape[1]);
      agree("exp", copy(y), OneDnnKernelsTest::relative, (k, out) -> k.exp(x, out));
      agree("softmax", copy(y), OneDnnKernelsTest::softmax, (k, out) -> k.softmax(x, out));
    }
  }

  private static double softmax(int row, int column, float expected) {
    return 1e-5 * expected + Float.MIN_NORMAL;
  }

  @Test
  void overwritesNotANumber() {
    Matrix c = Matrix.of(1, 1, Float.NaN);
    ONEDNN.matmul(Transposed.NONE, Matrix.of(1, 1, 2), Matrix.of(1, 1, 3), c);
    assertThat(c.get(0, 0)).isEqualTo(6);
    ONEDNN.matmul(Transposed.NONE, Matrix.of(1, 0), Matrix.of(0, 1), c);
    assertThat(c.get(0, 0)).isZero();
  }

  @Test
  void refusesToBeUsedOnceClosed() {
    Kernels kernels = new OneDnnBackend().open();
    kernels.close();
    kernels.close();
    Matrix x = Matrix.of(1, 1, 2);
    assertThatThrownBy(() -> kernels.matmul(Transposed.NONE, x, x, Matrix.allocate(1, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("these kernels are closed");
  }

  private static Matrix matrix(SplittableRandom random, int rows, int columns) {
    int stride = columns + random.nextInt(0, 9);
    int offset = random.nextInt(0, 20);
    float[] array = new float[offset + rows * stride + random.nextInt(0, 20)];
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) (random.nextGaussian() * Math.exp(random.nextDouble(-4, 2)));
    }
    return Matrix.of(array, offset, rows, columns, stride);
  }

  /** As an activation's output, at most 1 in magnitude. */
  private static Matrix bounded(Matrix x) {
    Matrix y = Matrix.allocate(x.rows(), x.columns());
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        y.set(i, j, Float.isNaN(x.get(i, j)) ? Float.NaN : Math.clamp(x.get(i, j), -1, 1));
      }
    }
    return y;
  }

  private static void sprinkle(SplittableRandom random, Matrix x) {
    float[] special = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f, -0f, 1e-39f, 1e30f, -1e30f
    };
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        if (random.nextInt(40) == 0) {
          x.set(i, j, special[random.nextInt(special.length)]);
        }
      }
    }
  }

  private static Matrix copy(Matrix x) {
    return Matrix.of(x.array().clone(), x.offset(), x.rows(), x.columns(), x.stride());
  }
}
