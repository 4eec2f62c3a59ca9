package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops of {@link VectorKernels} over one row of n elements. Each operation has a loop of its
 * own: a loop that took the operation as a parameter would be megamorphic and box its vectors. The
 * loops over a function of {@link VectorMath} are called through {@link OutOfLineLoop}, which says
 * why. Nothing here allocates: C2 does not inline a method of ours where it is rarely called, as
 * for a tail, and would box the vector that it takes or returns, so only the methods of the Vector
 * API, which are always inlined, are called there.
 */
final class VectorLoops {
  private static final int PARTIALS = ScalarKernels.PARTIALS;

  private VectorLoops() {}

  // Over the functions of VectorMath. All have one signature, for OutOfLineLoop, and take whole
  // vectors only.

  static void exp(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.exp(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
  }

  /** y = exp(x), where no element is above 0. */
  static void expNegative(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.expNegative(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
  }

  static void log(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.log(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
  }

  static void log1p(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.log1p(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
  }

  static void sigmoid(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.sigmoid(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
  }

  static void tanh(float[] x, int xAt, float[] y, int yAt, int n) {
    for (int i = 0; i < n; i += LANES) {
      VectorMath.tanh(FloatVector.fromArray(FLOATS, x, xAt + i)).intoArray(y, yAt + i);
    }
  }

  // The others

  static void relu(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i);
      v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i, tail);
      v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, yAt + i, tail);
    }
  }

  static void reluGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      VectorMask<Float> off =
          FloatVector.fromArray(FLOATS, y, yAt + i).compare(VectorOperators.LE, 0);
      FloatVector.fromArray(FLOATS, dy, dyAt + i).blend(0, off).intoArray(dx, dxAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      VectorMask<Float> off =
          FloatVector.fromArray(FLOATS, y, yAt + i, tail).compare(VectorOperators.LE, 0);
      FloatVector.fromArray(FLOATS, dy, dyAt + i, tail).blend(0, off).intoArray(dx, dxAt + i, tail);
    }
  }

  static void tanhGradient(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, y, yAt + i);
      FloatVector.fromArray(FLOATS, dy, dyAt + i).mul(v.neg().fma(v, one)).intoArray(dx, dxAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector v = FloatVector.fromArray(FLOATS, y, yAt + i, tail);
      FloatVector.fromArray(FLOATS, dy, dyAt + i, tail)
          .mul(v.neg().fma(v, one))
          .intoArray(dx, dxAt + i, tail);
    }
  }

  /** One row of y = x + bias. */
  static void addBias(Matrix x, Matrix bias, Matrix y, int row) {
    int n = y.columns();
    int xAt = x.rowOffset(row);
    int biasAt = bias.offset();
    int yAt = y.rowOffset(row);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, x.array(), xAt + i)
          .add(FloatVector.fromArray(FLOATS, bias.array(), biasAt + i))
          .intoArray(y.array(), yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector.fromArray(FLOATS, x.array(), xAt + i, tail)
          .add(FloatVector.fromArray(FLOATS, bias.array(), biasAt + i, tail))
          .intoArray(y.array(), yAt + i, tail);
    }
  }

  /** The row sum, by 16 partial sums. */
  static float sum(float[] x, int at, int n, float[] partial) {
    for (int first = 0; first < PARTIALS; first += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      int i = first;
      for (; i <= n - LANES; i += PARTIALS) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, at + i));
      }
      if (i < n) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, at + i, FLOATS.indexInRange(i, n)));
      }
      sum.intoArray(partial, first);
    }
    return ScalarKernels.fold(partial);
  }

  /** The sums of the columns of x, of at least one row. The sums of a vector stay in a register. */
  static void columnSums(
      float[] x, int xAt, int xStep, int rows, float[] sums, int sumsAt, int columns) {
    int j = 0;
    for (; j <= columns - LANES; j += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      int at = xAt + j;
      for (int row = 0; row < rows; row++) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, at));
        at += xStep;
      }
      sum.intoArray(sums, sumsAt + j);
    }
    if (j < columns) {
      VectorMask<Float> tail = FLOATS.indexInRange(j, columns);
      FloatVector sum = FloatVector.zero(FLOATS);
      int at = xAt + j;
      for (int row = 0; row < rows; row++) {
        sum = sum.add(FloatVector.fromArray(FLOATS, x, at, tail));
        at += xStep;
      }
      sum.intoArray(sums, sumsAt + j, tail);
    }
  }

  /** Copies the first {@code columns} elements of rows that are a vector long. */
  static void copyRows(float[] x, int xAt, float[] y, int yAt, int yStep, int rows, int columns) {
    VectorMask<Float> mask = FLOATS.indexInRange(0, columns);
    for (int row = 0; row < rows; row++) {
      FloatVector.fromArray(FLOATS, x, xAt + row * LANES).intoArray(y, yAt + row * yStep, mask);
    }
  }

  /** v = fma(momentum, v, -(rate g)), w = w + v. */
  static void momentumStep(
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      float rate,
      float momentum,
      int n) {
    FloatVector momenta = FloatVector.broadcast(FLOATS, momentum);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector step = FloatVector.fromArray(FLOATS, g, gAt + i).mul(rate).neg();
      FloatVector velocity = momenta.fma(FloatVector.fromArray(FLOATS, v, vAt + i), step);
      velocity.intoArray(v, vAt + i);
      FloatVector.fromArray(FLOATS, w, wAt + i).add(velocity).intoArray(w, wAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector step = FloatVector.fromArray(FLOATS, g, gAt + i, tail).mul(rate).neg();
      FloatVector velocity = momenta.fma(FloatVector.fromArray(FLOATS, v, vAt + i, tail), step);
      velocity.intoArray(v, vAt + i, tail);
      FloatVector.fromArray(FLOATS, w, wAt + i, tail).add(velocity).intoArray(w, wAt + i, tail);
    }
  }

  /**
   * The same with the negative rate, after which g is +0. It is a loop of its own, so that the rows
   * of gradients are in the first-level cache for both.
   */
  static void momentumStepAndClear(
      float[] w,
      int wAt,
      float[] v,
      int vAt,
      float[] g,
      int gAt,
      float negativeRate,
      float momentum,
      int n) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector rates = FloatVector.broadcast(FLOATS, negativeRate);
    FloatVector momenta = FloatVector.broadcast(FLOATS, momentum);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector step = FloatVector.fromArray(FLOATS, g, gAt + i).mul(rates);
      zero.intoArray(g, gAt + i);
      FloatVector velocity = momenta.fma(FloatVector.fromArray(FLOATS, v, vAt + i), step);
      velocity.intoArray(v, vAt + i);
      FloatVector.fromArray(FLOATS, w, wAt + i).add(velocity).intoArray(w, wAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector step = FloatVector.fromArray(FLOATS, g, gAt + i, tail).mul(rates);
      zero.intoArray(g, gAt + i, tail);
      FloatVector velocity = momenta.fma(FloatVector.fromArray(FLOATS, v, vAt + i, tail), step);
      velocity.intoArray(v, vAt + i, tail);
      FloatVector.fromArray(FLOATS, w, wAt + i, tail).add(velocity).intoArray(w, wAt + i, tail);
    }
  }

  /** w = w + negativeRate g, after which g is +0. */
  static void stepAndClear(float[] w, int wAt, float[] g, int gAt, float negativeRate, int n) {
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector rates = FloatVector.broadcast(FLOATS, negativeRate);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector step = FloatVector.fromArray(FLOATS, g, gAt + i).mul(rates);
      zero.intoArray(g, gAt + i);
      FloatVector.fromArray(FLOATS, w, wAt + i).add(step).intoArray(w, wAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector step = FloatVector.fromArray(FLOATS, g, gAt + i, tail).mul(rates);
      zero.intoArray(g, gAt + i, tail);
      FloatVector.fromArray(FLOATS, w, wAt + i, tail).add(step).intoArray(w, wAt + i, tail);
    }
  }

  /**
   * Copies the rows of a panel, of one vector to {@link Blocking#VECTORS}; those of y follow each
   * other without gaps.
   *
   * @param xStep elements from row to row of x
   */
  static void copyPanel(float[] x, int xAt, int xStep, float[] y, int yAt, int rows, int vectors) {
    for (int r = 0; r < rows; r++) {
      FloatVector.fromArray(FLOATS, x, xAt).intoArray(y, yAt);
      if (vectors > 1) {
        FloatVector.fromArray(FLOATS, x, xAt + LANES).intoArray(y, yAt + LANES);
      }
      if (vectors > 2) {
        FloatVector.fromArray(FLOATS, x, xAt + 2 * LANES).intoArray(y, yAt + 2 * LANES);
      }
      xAt += xStep;
      yAt += vectors * LANES;
    }
  }

  /** Copies whole vectors of rows. */
  static void copyVectors(
      float[] x, int xAt, int xStep, float[] y, int yAt, int yStep, int rows, int vectors) {
    if (vectors == 1) {
      copyVector(x, xAt, xStep, y, yAt, yStep, rows);
      return;
    }
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors * LANES; v += LANES) {
        FloatVector.fromArray(FLOATS, x, xAt + v).intoArray(y, yAt + v);
      }
      xAt += xStep;
      yAt += yStep;
    }
  }

  /** The same for one vector, without a loop in a loop. */
  private static void copyVector(
      float[] x, int xAt, int xStep, float[] y, int yAt, int yStep, int rows) {
    for (int r = 0; r < rows; r++) {
      FloatVector.fromArray(FLOATS, x, xAt).intoArray(y, yAt);
      xAt += xStep;
      yAt += yStep;
    }
  }
}
