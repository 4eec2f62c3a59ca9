package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.copy;
import static finegrain.kernels.Fixtures.makeSparse;
import static finegrain.kernels.Fixtures.matrix;
import static finegrain.kernels.Fixtures.maybeDense;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * The products of samples without their zeros, by both backends, against loops over all elements.
 * The build runs this in JVMs of several vector widths.
 */
@Tag("contract")
class SparseContractTest {
  private static final int MOST = 200;
  private static final float RATE = 0.012f;

  private final List<Kernels> kernels =
      List.of(new ScalarKernels(), new VectorKernels(1), new VectorKernels(3, 1));

  @AfterProperty
  void close() {
    kernels.forEach(Kernels::close);
  }

  /** Samples of which one element in five is not 0, and a batch of them. */
  private record Batch(Matrix samples, int[] rows, int size) {
    static Batch of(SplittableRandom random, int size, int inputs, boolean special) {
      Matrix samples = maybeDense(random, 1 + random.nextInt(40), inputs, special);
      makeSparse(random, samples);
      return new Batch(
          samples, random.ints(size + random.nextInt(3), 0, samples.rows()).toArray(), size);
    }

    float get(int i, int input) {
      return samples.get(rows[i], input);
    }

    SparseMatrix sparse() {
      return SparseMatrix.of(samples);
    }

    Matrix gathered() {
      Matrix x = Matrix.allocate(size, samples.columns());
      new ScalarKernels().gather(samples, rows, x);
      return x;
    }
  }

  @Property(tries = 150)
  void dense(
      @ForAll @IntRange(min = 1, max = 150) int size,
      @ForAll @IntRange(min = 1, max = MOST) int inputs,
      @ForAll @IntRange(min = 1, max = MOST) int units,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch batch = Batch.of(random, size, inputs, special);
    Matrix w = maybeDense(random, inputs, units, special);
    Matrix bias = matrix(random, 1, units, special);
    Matrix output = maybeDense(random, size, units, special);
    Matrix expected = copy(output);
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < units; j++) {
        float sum = bias.get(0, j);
        for (int input = 0; input < inputs; input++) {
          if (batch.get(i, input) != 0) {
            sum = Math.fma(batch.get(i, input), w.get(input, j), sum);
          }
        }
        expected.set(i, j, sum);
      }
    }
    for (Kernels each : kernels) {
      Matrix y = copy(output);
      each.sparseDense(batch.sparse(), batch.rows(), w, bias, Activation.IDENTITY, y);
      assertSameBits(y, expected, "sparseDense by " + each.getClass());
    }
    for (Activation activation : Activation.values()) {
      Matrix activated = copy(expected);
      kernels.getFirst().activate(activation, activated, activated);
      for (Kernels each : kernels) {
        Matrix y = copy(output);
        each.sparseDense(batch.sparse(), batch.rows(), w, bias, activation, y);
        assertSameBits(y, activated, "sparseDense, " + activation + " by " + each.getClass());
      }
    }
  }

  @Property(tries = 150)
  void momentumStep(
      @ForAll @IntRange(min = 1, max = 70) int size,
      @ForAll @IntRange(min = 1, max = MOST) int inputs,
      @ForAll @IntRange(min = 1, max = MOST) int units,
      @ForAll boolean special,
      @ForAll boolean withMomentum,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch batch = Batch.of(random, size, inputs, special);
    float momentum = withMomentum ? 0.9f : 0;
    Matrix dy = maybeDense(random, size, units, special);
    Matrix weights = maybeDense(random, inputs, units, special);
    Matrix velocity = maybeDense(random, inputs, units, special);
    Matrix expectedWeights = copy(weights);
    Matrix expectedVelocity = copy(velocity);
    for (int input = 0; input < inputs; input++) {
      for (int j = 0; j < units; j++) {
        float gradient = 0;
        for (int i = 0; i < size; i++) {
          if (batch.get(i, input) != 0) {
            gradient = Math.fma(batch.get(i, input), dy.get(i, j), gradient);
          }
        }
        float v = -(RATE * gradient);
        if (withMomentum) {
          v = Math.fma(momentum, velocity.get(input, j), v);
          expectedVelocity.set(input, j, v);
        }
        expectedWeights.set(input, j, weights.get(input, j) + v);
      }
    }
    for (Kernels each : kernels) {
      // Twice, because the workspace is used again.
      for (int call = 0; call < 2; call++) {
        Matrix w = copy(weights);
        Matrix v = copy(velocity);
        each.sparseMomentumStep(batch.sparse(), batch.rows(), dy, w, v, RATE, momentum);
        assertSameBits(w, expectedWeights, "weights by " + each.getClass());
        assertSameBits(v, expectedVelocity, "velocity by " + each.getClass());
      }
    }
  }

  /** More inputs than a block has, and columns of many panels. */
  @Property(tries = 3)
  void manyInputsAndColumns(
      @ForAll @IntRange(min = 1500, max = 1700) int many, @ForAll boolean special, @ForAll long s) {
    dense(70, many, 37, special, s);
    dense(5, 70, many, special, s);
    momentumStep(9, many, 37, special, true, s);
    momentumStep(9, 70, many, special, true, s);
    momentumStep(9, many, 37, special, false, s);
    momentumStep(9, 70, many, special, false, s);
  }

  /** With finite weights, the bits of a dense layer but for the signs of zeros. */
  @Property(tries = 60)
  void aLayerHasTheBitsOfADenseOne(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = MOST) int inputs,
      @ForAll @IntRange(min = 1, max = 60) int units,
      @ForAll boolean special,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch batch = Batch.of(random, size, inputs, special);
    Matrix w = tiny(random, inputs, units);
    Matrix bias = tiny(random, 1, units);
    for (Kernels each : kernels) {
      Matrix dense = Matrix.allocate(size, units);
      Matrix sparse = Matrix.allocate(size, units);
      each.dense(batch.gathered(), w, bias, Activation.IDENTITY, dense);
      each.sparseDense(batch.sparse(), batch.rows(), w, bias, Activation.IDENTITY, sparse);
      assertEqualNumbers(sparse, dense);
    }
  }

  /**
   * Of finite gradients and of weights that are not -0: the bits of the dense step for the weights,
   * in each of several steps, and the velocities but for the signs of zeros.
   */
  @Property(tries = 60)
  void aStepHasTheBitsOfADenseOne(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = MOST) int inputs,
      @ForAll @IntRange(min = 1, max = 60) int units,
      @ForAll boolean withMomentum,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix weights = tiny(random, inputs, units);
    for (int input = 0; input < inputs; input++) {
      for (int j = 0; j < units; j++) {
        weights.set(input, j, weights.get(input, j) + 0f); // +0 if it was -0
      }
    }
    for (Kernels each : kernels) {
      Matrix w = copy(weights);
      Matrix v = Matrix.allocate(inputs, units);
      Matrix otherW = copy(weights);
      Matrix otherV = Matrix.allocate(inputs, units);
      for (int step = 0; step < 4; step++) {
        Batch batch = Batch.of(random, size, inputs, false);
        Matrix dy = tiny(random, size, units);
        float momentum = withMomentum ? 0.5f : 0;
        each.denseMomentumStep(batch.gathered(), dy, w, v, RATE, momentum);
        each.sparseMomentumStep(batch.sparse(), batch.rows(), dy, otherW, otherV, RATE, momentum);
        assertSameBits(otherW, w, "weights");
        if (withMomentum) {
          assertEqualNumbers(otherV, v);
        }
      }
    }
  }

  /** Numbers of both signs around the smallest, whose products underflow, and zeros. */
  private static Matrix tiny(SplittableRandom random, int rows, int columns) {
    Matrix matrix = Matrix.allocate(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        float value = (float) random.nextGaussian();
        matrix.set(
            row,
            column,
            switch (random.nextInt(4)) {
              case 0 -> value;
              case 1 -> value * 1e-38f;
              case 2 -> value * Float.MIN_VALUE;
              default -> value > 0 ? 0f : -0f;
            });
      }
    }
    return matrix;
  }

  /** Equal, where +0 and -0 are one number, and so are all NaN. */
  private static void assertEqualNumbers(Matrix actual, Matrix expected) {
    for (int row = 0; row < expected.rows(); row++) {
      for (int column = 0; column < expected.columns(); column++) {
        float a = actual.get(row, column) + 0f;
        float e = expected.get(row, column) + 0f;
        assertThat(Float.floatToIntBits(a))
            .as("row %d, column %d: %s and %s", row, column, a, e)
            .isEqualTo(Float.floatToIntBits(e));
      }
    }
  }

  /**
   * Two operations for each element that is not 0 and each unit, at the micro-kernel of its panel.
   */
  @Example
  void countsTheOperationsThatAreDone() {
    SplittableRandom random = new SplittableRandom(1);
    Batch batch = Batch.of(random, 30, 130, false);
    SparseMatrix x = batch.sparse();
    for (int columns : new int[] {1, Simd.LANES, 19 * Simd.LANES + Simd.LANES / 2}) {
      try (Kernels vector = new VectorKernels(1)) {
        Matrix w = matrix(random, 130, columns, false);
        Matrix y = matrix(random, 30, columns, false);
        Matrix bias = matrix(random, 1, columns, false);
        vector.sparseDense(x, batch.rows(), w, bias, Activation.RELU, y);
        long once = 2 * x.nonZeros(batch.rows(), 30) * columns;
        assertThat(flops(vector.tally(), "sparseDense", "dense")).isEqualTo(once);
        assertThat(flops(vector.tally(), "", "")).isEqualTo(once);
        vector.sparseMomentumStep(x, batch.rows(), y, w, copy(w), 0.1f, 0.9f);
        assertThat(flops(vector.tally(), "sparseMomentumStep", "gradient")).isEqualTo(once);
        vector.dense(batch.gathered(), w, bias, Activation.RELU, y);
        assertThat(flops(vector.tally(), "", "")).isEqualTo(2 * once + 2L * 30 * 130 * columns);
      }
    }
  }

  /** The operations of a method of the kernels by micro-kernels of a name; of all if it is "". */
  private static long flops(KernelTally tally, String operation, String microKernel) {
    long sum = 0;
    for (int i = 0; i < tally.size(); i++) {
      boolean all = operation.isEmpty();
      if (all
          || (tally.operation(i).method().equals(operation)
              && tally.method(i).startsWith("SparseMicroKernels." + microKernel))) {
        sum += tally.flops(i);
      }
    }
    return sum;
  }
}
