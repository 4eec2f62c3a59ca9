package finegrain.onednn;

import finegrain.kernels.Convolution;
import finegrain.kernels.Image;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.operation.Geometry;
import finegrain.kernels.operation.Operand;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import finegrain.kernels.operation.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Every operation of layers agrees with the scalar backend, over random shapes without samples too,
 * in arrays with gaps between the rows that must stay as they are. An element may be off by 1e-5 of
 * its magnitude, and by 1e-6 of the square root of the terms of a sum besides.
 */
class OneDnnLayersTest {
  private static final Kernels ONEDNN = new OneDnnBackend().open();
  private static final Kernels SCALAR = new ScalarBackend().open();
  private static final int GAP = 3;

  @Property(tries = 120)
  void convolutions(
      @ForAll @IntRange(max = 3) int samples,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll @IntRange(min = 1, max = 40) int filters,
      @ForAll @IntRange(min = 0, max = 2) int reach,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll boolean special,
      @ForAll long seed) {
    Convolution convolution =
        Convolution.same(new Image(height, width, channels), filters, 2 * reach + 1, stride);
    Shape shape = new Shape(samples, new Geometry.Convolved(convolution));
    for (Operation operation : Operation.values()) {
      if (operation.kind() == Operation.Kind.CONVOLUTION) {
        agree(
            new Problem(operation, shape),
            new Operands.Values(-1, 1, false),
            seed,
            special ? List.of(Float.NaN, Float.POSITIVE_INFINITY, 0f) : List.of(),
            convolution.inner() + samples * convolution.output().positions());
      }
    }
  }

  @Property(tries = 120)
  void normalisationsAndPooling(
      @ForAll @IntRange(max = 3) int samples,
      @ForAll @IntRange(min = 2, max = 12) int height,
      @ForAll @IntRange(min = 2, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 40) int channels,
      @ForAll boolean special,
      @ForAll long seed) {
    Image image = new Image(height, width, channels);
    for (Operation operation : Operation.values()) {
      if (operation.kind() == Operation.Kind.IMAGES) {
        int least = operation == Operation.BATCH_STATISTICS ? 1 : 0;
        agree(
            new Problem(operation, new Shape(Math.max(least, samples), new Geometry.Pixels(image))),
            new Operands.Values(0.5f, 1.5f, false),
            seed,
            special ? List.of(Float.NaN) : List.of(),
            samples * image.positions() + channels);
      }
    }
  }

  /** Negative variances and roots, which make NaN or do not occur. */
  @Property(tries = 20)
  void normalisationsOfAnyNumbers(@ForAll long seed) {
    for (Operation operation : Operation.values()) {
      if (operation.kind() == Operation.Kind.IMAGES) {
        agree(
            new Problem(operation, new Shape(2, new Geometry.Pixels(new Image(3, 4, 5)))),
            new Operands.Values(-1, 1, false),
            seed,
            List.of(),
            30);
      }
    }
  }

  private static void agree(
      Problem problem, Operands.Values values, long seed, List<Float> special, int terms) {
    Operands drawn = Operands.random(problem, seed, 0, values);
    List<Operand> operands = problem.operation().operands();
    List<Matrix> apart = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Matrix x = apart(drawn.matrix(i));
      int count = x.rows() * x.columns();
      for (int s = 0; s < special.size() && count > 0; s++) {
        int at = (int) Math.floorMod(seed + 7919L * s + 31L * i, (long) count);
        if (!operands.get(i).isWritten() && !operands.get(i).name().equals("statistics")) {
          x.set(at / x.columns(), at % x.columns(), special.get(s));
        }
      }
      apart.add(x);
    }
    Operands actual = drawn.withMatrices(apart);
    Operands expected = actual.copy();
    actual.run(ONEDNN);
    expected.run(SCALAR);
    for (int i = 0; i < operands.size(); i++) {
      if (operands.get(i).isWritten()) {
        String what = problem + ", " + operands.get(i).name();
        compare(what, actual.matrix(i), expected.matrix(i), terms);
      }
    }
  }

  private static void compare(String what, Matrix actual, Matrix expected, int terms) {
    for (int row = 0; row < expected.rows(); row++) {
      for (int column = 0; column < expected.columns(); column++) {
        float a = actual.get(row, column);
        float e = expected.get(row, column);
        double tolerance = 1e-5 * Math.abs(e) + 1e-6 * Math.sqrt(terms) + 1e-5;
        if (Float.compare(a, e) != 0 && a != e && !(Math.abs((double) a - e) <= tolerance)) {
          throw new AssertionError(
              "%s: (%d, %d) is %s, expected %s".formatted(what, row, column, a, e));
        }
      }
      for (int gap = 0; gap < GAP; gap++) {
        if (actual.array()[actual.rowOffset(row) + actual.columns() + gap] != GAP) {
          throw new AssertionError(what + " wrote outside its output");
        }
      }
    }
  }

  /** A copy with gaps between the rows. */
  private static Matrix apart(Matrix x) {
    int stride = x.columns() + GAP;
    float[] array = new float[x.rows() * stride];
    Arrays.fill(array, GAP);
    Matrix copy = Matrix.of(array, 0, x.rows(), x.columns(), stride);
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < x.columns(); column++) {
        copy.set(row, column, x.get(row, column));
      }
    }
    return copy;
  }
}
