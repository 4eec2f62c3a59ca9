package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.copy;
import static finegrain.kernels.Fixtures.labels;
import static finegrain.kernels.Fixtures.matrix;
import static finegrain.kernels.Fixtures.maybeDense;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * The numerical contract: the Vector API backend gives the bits of the scalar one, for every
 * operation, over random shapes, strides and values. The build runs this in JVMs of several vector
 * widths.
 */
@Tag("contract")
class ContractTest {
  private static final int MOST = 200;

  private final Kernels scalar = new ScalarKernels();

  /** Kernels of one thread, and of teams that divide every product. */
  private final List<Kernels> vectors =
      List.of(new VectorKernels(1), new VectorKernels(2, 1), new VectorKernels(3, 1));

  @AfterProperty
  void close() {
    vectors.forEach(Kernels::close);
  }

  /** An operation on a backend that writes to the output it is given. */
  private interface Operation {
    void run(Kernels kernels, Matrix output);
  }

  private void same(String what, Matrix output, Operation operation) {
    Matrix expected = copy(output);
    operation.run(scalar, expected);
    for (Kernels kernels : vectors) {
      Matrix actual = copy(output);
      operation.run(kernels, actual);
      assertSameBits(actual, expected, what);
    }
  }

  /** Rows of a matrix, chosen at random. */
  private static int[] chosen(SplittableRandom random, int rows, int count) {
    return random.ints(count + random.nextInt(0, 3), 0, rows).toArray();
  }

  @Property(tries = 150)
  void matmul(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int columns,
      @ForAll @IntRange(min = 1, max = MOST) int inner,
      @ForAll Transposed transposed,
      @ForAll boolean add,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean left = transposed == Transposed.LEFT;
    boolean right = transposed == Transposed.RIGHT;
    Matrix a = maybeDense(random, left ? inner : rows, left ? rows : inner, special);
    Matrix b = maybeDense(random, right ? columns : inner, right ? inner : columns, special);
    same(
        "matmul " + transposed + (add ? " added" : ""),
        maybeDense(random, rows, columns, special),
        (kernels, c) -> {
          if (add) {
            kernels.matmulAdd(transposed, a, b, c);
          } else {
            kernels.matmul(transposed, a, b, c);
          }
        });
  }

  /** Inner lengths past the block size, where partial sums are stored and loaded again. */
  @Property(tries = 12)
  void matmulOverSeveralBlocks(
      @ForAll @IntRange(min = 1, max = 100) int rows,
      @ForAll @IntRange(min = 1, max = 70) int columns,
      @ForAll @IntRange(min = 900, max = 2100) int inner,
      @ForAll Transposed transposed,
      @ForAll boolean add,
      @ForAll long seed) {
    matmul(rows, columns, inner, transposed, add, false, seed);
    matmul(3, 1000 + columns, 5, transposed, add, false, seed);
  }

  /** A right side that is larger than the cache, and so many rows that it is packed in cuts. */
  @Property(tries = 2)
  void matmulWithALargeRightSide(
      @ForAll @IntRange(min = 128, max = 140) int rows, @ForAll boolean add, @ForAll long seed) {
    int columns = Math.ceilDiv(Blocking.LARGE_ELEMENTS, 500) + 5;
    matmul(rows, columns, 501, Transposed.NONE, add, false, seed);
    matmul(rows, columns, 501, Transposed.RIGHT, add, false, seed);
  }

  /** The same for more rows than share one cut. The last panel is whole or partial. */
  @Property(tries = 2)
  void denseWithALargeRightSideForManyRows(
      @ForAll @IntRange(min = Blocking.STRETCH + 1, max = Blocking.STRETCH + 70) int rows,
      @ForAll @IntRange(min = 0, max = 40) int more,
      @ForAll long seed) {
    int columns = Math.ceilDiv(Blocking.LARGE_ELEMENTS, 120) + more;
    dense(rows, 121, columns, Activation.RELU, false, seed);
  }

  /** A few columns after the last whole vector: {@link NarrowColumns} computes them. */
  @Property(tries = 60)
  void matmulWithFewLastColumns(
      @ForAll @IntRange(min = 32, max = 150) int rows,
      @ForAll @IntRange(min = 0, max = 7) int vectors,
      @ForAll @IntRange(min = 1, max = 10) int last,
      @ForAll @IntRange(min = 128, max = 1100) int inner,
      @ForAll Activation activation,
      @ForAll boolean add,
      @ForAll long seed) {
    int columns = vectors * Simd.LANES + last;
    matmul(rows, columns, inner, Transposed.NONE, add, true, seed);
    matmul(rows, columns, inner, Transposed.LEFT, add, true, seed);
    dense(rows, inner, columns, activation, true, seed);
    denseMomentumStep(inner, rows, columns, true, seed);
  }

  @Property(tries = 100)
  void dense(
      @ForAll @IntRange(min = 1, max = MOST) int batch,
      @ForAll @IntRange(min = 1, max = MOST) int inputs,
      @ForAll @IntRange(min = 1, max = MOST) int units,
      @ForAll Activation activation,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = maybeDense(random, batch, inputs, special);
    Matrix w = maybeDense(random, inputs, units, special);
    Matrix bias = matrix(random, 1, units, special);
    same(
        "dense " + activation,
        maybeDense(random, batch, units, special),
        (kernels, y) -> kernels.dense(x, w, bias, activation, y));
  }

  /** Rows with the stride of packed rows are read in place, also beyond the length of a block. */
  @Property(tries = 60)
  void productsOfALeftSideWithTheStrideOfPackedRows(
      @ForAll @IntRange(min = 1, max = 60) int batch,
      @ForAll @IntRange(min = 1, max = 1040) int inputs,
      @ForAll @IntRange(min = 1, max = MOST) int units,
      @ForAll Activation activation,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix samples = matrix(random, 40, inputs, true);
    Matrix x = Matrix.allocateLeft(batch, inputs);
    scalar.gather(samples, chosen(random, 40, batch), x);
    Matrix w = maybeDense(random, inputs, units, true);
    Matrix bias = matrix(random, 1, units, true);
    Matrix y = maybeDense(random, batch, units, true);
    same("dense " + activation, y, (kernels, c) -> kernels.dense(x, w, bias, activation, c));
    same("matmulAdd", y, (kernels, c) -> kernels.matmulAdd(Transposed.NONE, x, w, c));
    same(
        "weights after a step",
        w,
        (kernels, c) -> kernels.denseMomentumStep(x, y, c, copy(w), 0.1f, 0.9f));
  }

  @Property(tries = 60)
  void denseMomentumStep(
      @ForAll @IntRange(min = 1, max = 60) int batch,
      @ForAll @IntRange(min = 1, max = MOST) int inputs,
      @ForAll @IntRange(min = 1, max = MOST) int units,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = maybeDense(random, batch, inputs, special);
    Matrix dy = maybeDense(random, batch, units, special);
    Matrix w = maybeDense(random, inputs, units, special);
    Matrix v = maybeDense(random, inputs, units, special);
    same(
        "denseMomentumStep, weights",
        w,
        (kernels, out) -> kernels.denseMomentumStep(x, dy, out, copy(v), 0.012f, 0.9f));
    same(
        "denseMomentumStep, velocity",
        v,
        (kernels, out) -> kernels.denseMomentumStep(x, dy, copy(w), out, 0.012f, 0.9f));
  }

  /** A batch that is longer than one block of the inner index. */
  @Property(tries = 2)
  void denseMomentumStepOfALargeBatch(@ForAll long seed) {
    denseMomentumStep(1030, 20, 30, false, seed);
  }

  @Property(tries = 200)
  void operationsByElements(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int columns,
      @ForAll boolean special,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = maybeDense(random, rows, columns, special);
    Matrix output = inPlace ? x : maybeDense(random, rows, columns, special);
    for (Activation activation : Activation.values()) {
      same(
          "activate " + activation,
          copy(output),
          (kernels, y) -> kernels.activate(activation, inPlace ? y : x, y));
    }
    same("exp", copy(output), (kernels, y) -> kernels.exp(inPlace ? y : x, y));
    same("log", copy(output), (kernels, y) -> kernels.log(inPlace ? y : x, y));
    same("sigmoid", copy(output), (kernels, y) -> kernels.sigmoid(inPlace ? y : x, y));
  }

  @Property(tries = 100)
  void activationGradient(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int columns,
      @ForAll Activation activation,
      @ForAll boolean special,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix y = maybeDense(random, rows, columns, special);
    Matrix dy = maybeDense(random, rows, columns, special);
    Matrix output = inPlace ? dy : maybeDense(random, rows, columns, special);
    same(
        "activationGradient " + activation,
        copy(output),
        (kernels, dx) -> kernels.activationGradient(activation, y, inPlace ? dx : dy, dx));
  }

  @Property(tries = 100)
  void addBias(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int columns,
      @ForAll boolean special,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = maybeDense(random, rows, columns, special);
    Matrix bias = matrix(random, 1, columns, special);
    Matrix output = inPlace ? x : maybeDense(random, rows, columns, special);
    same("addBias", output, (kernels, y) -> kernels.addBias(inPlace ? y : x, bias, y));
  }

  @Property(tries = 200)
  void softmaxAndCrossEntropy(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int classes,
      @ForAll boolean special,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = maybeDense(random, rows, classes, special);
    Matrix output = inPlace ? x : maybeDense(random, rows, classes, special);
    same("softmax", copy(output), (kernels, y) -> kernels.softmax(inPlace ? y : x, y));
    same("logSoftmax", copy(output), (kernels, y) -> kernels.logSoftmax(inPlace ? y : x, y));

    int[] labels = labels(random, rows, classes);
    Matrix losses = matrix(random, 1, rows, special);
    float scale = 1f / rows;
    same("crossEntropy", copy(losses), (kernels, out) -> kernels.crossEntropy(x, labels, out));
    same(
        "crossEntropyGradient, losses",
        copy(losses),
        (kernels, out) -> kernels.crossEntropyGradient(x, labels, scale, out, copy(output)));
    same(
        "crossEntropyGradient",
        copy(output),
        (kernels, gradient) ->
            kernels.crossEntropyGradient(
                inPlace ? gradient : x, labels, scale, copy(losses), gradient));
  }

  /** More rows than a block has, of few and of many classes. */
  @Property(tries = 8)
  void softmaxOverSeveralBlocks(
      @ForAll @IntRange(min = 500, max = 1600) int many,
      @ForAll @IntRange(min = 1, max = 40) int few,
      @ForAll boolean special,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    softmaxAndCrossEntropy(many, few, special, inPlace, seed);
    softmaxAndCrossEntropy(few, many, special, inPlace, seed);
    softmaxAndCrossEntropy(2, 8000 + many, special, inPlace, seed);
  }

  /** Pairs of zeros of both signs, infinities and NaN, also as the maximum of a row. */
  @Example
  void softmaxOfSpecialValues() {
    float[] values = Fixtures.special();
    for (int classes : new int[] {1, 2, 3, 17}) {
      int rows = values.length * values.length;
      Matrix x = Matrix.allocate(rows, classes);
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < classes; j++) {
          int one = j % 2 == 0 ? row / values.length : row;
          x.set(row, j, values[one % values.length]);
        }
      }
      int[] labels = labels(new SplittableRandom(1), rows, classes);
      Matrix losses = Matrix.allocate(1, rows);
      same("softmax", copy(x), (kernels, y) -> kernels.softmax(x, y));
      same("logSoftmax", copy(x), (kernels, y) -> kernels.logSoftmax(x, y));
      same("crossEntropy", losses, (kernels, out) -> kernels.crossEntropy(x, labels, out));
      same(
          "crossEntropyGradient",
          copy(x),
          (kernels, gradient) ->
              kernels.crossEntropyGradient(x, labels, 0.25f, copy(losses), gradient));
    }
  }

  @Property(tries = 200)
  void binaryCrossEntropy(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll boolean special,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = maybeDense(random, rows, 1, special);
    Matrix output = inPlace ? x : maybeDense(random, rows, 1, special);
    int[] labels = labels(random, rows, 2);
    Matrix losses = matrix(random, 1, rows, special);
    float scale = 1f / rows;
    same(
        "binaryCrossEntropy",
        copy(losses),
        (kernels, out) -> kernels.binaryCrossEntropy(x, labels, out));
    same(
        "binaryCrossEntropyGradient, losses",
        copy(losses),
        (kernels, out) -> kernels.binaryCrossEntropyGradient(x, labels, scale, out, copy(output)));
    same(
        "binaryCrossEntropyGradient",
        copy(output),
        (kernels, gradient) ->
            kernels.binaryCrossEntropyGradient(
                inPlace ? gradient : x, labels, scale, copy(losses), gradient));
  }

  @Property(tries = 200)
  void sums(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int columns,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix x = maybeDense(random, rows, columns, special);
    same("rowSums", matrix(random, 1, rows, special), (kernels, sums) -> kernels.rowSums(x, sums));
    same(
        "columnSums",
        matrix(random, 1, columns, special),
        (kernels, sums) -> kernels.columnSums(x, sums));
  }

  @Property(tries = 100)
  void momentumStep(
      @ForAll @IntRange(min = 1, max = MOST) int rows,
      @ForAll @IntRange(min = 1, max = MOST) int columns,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix weights = maybeDense(random, rows, columns, special);
    Matrix velocity = maybeDense(random, rows, columns, special);
    Matrix gradient = maybeDense(random, rows, columns, special);
    same(
        "momentumStep, weights",
        copy(weights),
        (kernels, w) -> kernels.momentumStep(w, copy(velocity), gradient, 0.012f, 0.9f));
    same(
        "momentumStep, velocity",
        copy(velocity),
        (kernels, v) -> kernels.momentumStep(copy(weights), v, gradient, 0.012f, 0.9f));
  }
}
