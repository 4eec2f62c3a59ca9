package finegrain.kernels;

import static finegrain.kernels.Simd.FLOATS;
import static finegrain.kernels.Simd.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops of {@link VectorElements} and {@link VectorTraining} over n elements of each array. As
 * {@link VectorLoops}, they allocate nothing, and call nothing but the Vector API.
 */
final class ElementLoops {
  private ElementLoops() {}

  static void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .add(FloatVector.fromArray(FLOATS, b, bAt + i))
          .intoArray(y, yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector.fromArray(FLOATS, a, aAt + i, tail)
          .add(FloatVector.fromArray(FLOATS, b, bAt + i, tail))
          .intoArray(y, yAt + i, tail);
    }
  }

  static void addRelu(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector sum =
          FloatVector.fromArray(FLOATS, a, aAt + i).add(FloatVector.fromArray(FLOATS, b, bAt + i));
      sum.blend(0, sum.compare(VectorOperators.LE, 0)).intoArray(y, yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector sum =
          FloatVector.fromArray(FLOATS, a, aAt + i, tail)
              .add(FloatVector.fromArray(FLOATS, b, bAt + i, tail));
      sum.blend(0, sum.compare(VectorOperators.LE, 0)).intoArray(y, yAt + i, tail);
    }
  }

  static void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + i)
          .mul(FloatVector.fromArray(FLOATS, b, bAt + i))
          .intoArray(y, yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector.fromArray(FLOATS, a, aAt + i, tail)
          .mul(FloatVector.fromArray(FLOATS, b, bAt + i, tail))
          .intoArray(y, yAt + i, tail);
    }
  }

  static void scale(float factor, float[] x, int xAt, float[] y, int yAt, int n) {
    FloatVector factors = FloatVector.broadcast(FLOATS, factor);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, x, xAt + i).mul(factors).intoArray(y, yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector.fromArray(FLOATS, x, xAt + i, tail).mul(factors).intoArray(y, yAt + i, tail);
    }
  }

  /** y = (y - subtrahend) factor. */
  static void subtractAndScale(float subtrahend, float factor, float[] y, int at, int n) {
    FloatVector subtrahends = FloatVector.broadcast(FLOATS, subtrahend);
    FloatVector factors = FloatVector.broadcast(FLOATS, factor);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, y, at + i).sub(subtrahends).mul(factors).intoArray(y, at + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector.fromArray(FLOATS, y, at + i, tail)
          .sub(subtrahends)
          .mul(factors)
          .intoArray(y, at + i, tail);
    }
  }

  /** t = c fma(0.044715 (x x), x, x), of which GELU takes the tanh. */
  static void geluArgument(float[] x, int xAt, float[] t, int tAt, int n) {
    FloatVector cube = FloatVector.broadcast(FLOATS, ScalarElements.GELU_CUBE);
    FloatVector scale = FloatVector.broadcast(FLOATS, ScalarElements.GELU_SCALE);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i);
      cube.mul(v.mul(v)).fma(v, v).mul(scale).intoArray(t, tAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i, tail);
      cube.mul(v.mul(v)).fma(v, v).mul(scale).intoArray(t, tAt + i, tail);
    }
  }

  /** y = fma(h, t, h) with h = 0.5 x. */
  static void gelu(float[] x, int xAt, float[] t, int tAt, float[] y, int yAt, int n) {
    FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector h = FloatVector.fromArray(FLOATS, x, xAt + i).mul(half);
      h.fma(FloatVector.fromArray(FLOATS, t, tAt + i), h).intoArray(y, yAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector h = FloatVector.fromArray(FLOATS, x, xAt + i, tail).mul(half);
      h.fma(FloatVector.fromArray(FLOATS, t, tAt + i, tail), h).intoArray(y, yAt + i, tail);
    }
  }

  /** dx = dy fma(h (1 - t t), c fma(slope, x x, 1), fma(0.5, t, 0.5)) over whole vectors. */
  static void geluGradient(
      float[] x, int xAt, float[] t, int tAt, float[] dy, int dyAt, float[] dx, int dxAt, int n) {
    FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
    FloatVector slope = FloatVector.broadcast(FLOATS, ScalarElements.GELU_SLOPE);
    FloatVector scale = FloatVector.broadcast(FLOATS, ScalarElements.GELU_SCALE);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i);
      FloatVector tanh = FloatVector.fromArray(FLOATS, t, tAt + i);
      FloatVector outer = v.mul(half).mul(tanh.neg().fma(tanh, one));
      FloatVector inner = slope.fma(v.mul(v), one).mul(scale);
      FloatVector slopes = outer.fma(inner, tanh.fma(half, half));
      FloatVector.fromArray(FLOATS, dy, dyAt + i).mul(slopes).intoArray(dx, dxAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i, tail);
      FloatVector tanh = FloatVector.fromArray(FLOATS, t, tAt + i, tail);
      FloatVector outer = v.mul(half).mul(tanh.neg().fma(tanh, one));
      FloatVector inner = slope.fma(v.mul(v), one).mul(scale);
      FloatVector slopes = outer.fma(inner, tanh.fma(half, half));
      FloatVector.fromArray(FLOATS, dy, dyAt + i, tail).mul(slopes).intoArray(dx, dxAt + i, tail);
    }
  }

  /** The row sum of x x, by 16 partial sums. */
  static float squares(float[] x, int at, int n, float[] partial) {
    for (int first = 0; first < ScalarKernels.PARTIALS; first += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      int i = first;
      for (; i <= n - LANES; i += ScalarKernels.PARTIALS) {
        FloatVector v = FloatVector.fromArray(FLOATS, x, at + i);
        sum = v.fma(v, sum);
      }
      if (i < n) {
        FloatVector v = FloatVector.fromArray(FLOATS, x, at + i, FLOATS.indexInRange(i, n));
        sum = v.fma(v, sum);
      }
      sum.intoArray(partial, first);
    }
    return ScalarKernels.fold(partial);
  }

  /** {@link TrainingKernels#sgdStep}. A mask chooses, because a branch might box its vectors. */
  static void sgdStep(
      float[] w, int wAt, float[] v, int vAt, float[] g, int gAt, Sgd rule, float rate, int n) {
    FloatVector rates = FloatVector.broadcast(FLOATS, rate);
    FloatVector momenta = FloatVector.broadcast(FLOATS, rule.momentum());
    FloatVector decays = FloatVector.broadcast(FLOATS, rule.weightDecay());
    VectorMask<Float> decay = FLOATS.maskAll(rule.weightDecay() != 0);
    VectorMask<Float> nesterov = FLOATS.maskAll(rule.nesterov());
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector weight = FloatVector.fromArray(FLOATS, w, wAt + i);
      FloatVector gradient = FloatVector.fromArray(FLOATS, g, gAt + i);
      FloatVector step = gradient.blend(decays.fma(weight, gradient), decay).mul(rates).neg();
      FloatVector velocity = momenta.fma(FloatVector.fromArray(FLOATS, v, vAt + i), step);
      velocity.intoArray(v, vAt + i);
      weight.add(velocity.blend(momenta.fma(velocity, step), nesterov)).intoArray(w, wAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector weight = FloatVector.fromArray(FLOATS, w, wAt + i, tail);
      FloatVector gradient = FloatVector.fromArray(FLOATS, g, gAt + i, tail);
      FloatVector step = gradient.blend(decays.fma(weight, gradient), decay).mul(rates).neg();
      FloatVector velocity = momenta.fma(FloatVector.fromArray(FLOATS, v, vAt + i, tail), step);
      velocity.intoArray(v, vAt + i, tail);
      weight.add(velocity.blend(momenta.fma(velocity, step), nesterov)).intoArray(w, wAt + i, tail);
    }
  }

  /** The means of {@link TrainingKernels#adamwStep}: m and q. */
  static void adamwMeans(
      float[] m,
      int mAt,
      float[] q,
      int qAt,
      float[] g,
      int gAt,
      double beta1,
      double beta2,
      int n) {
    FloatVector beta1s = FloatVector.broadcast(FLOATS, (float) beta1);
    FloatVector beta2s = FloatVector.broadcast(FLOATS, (float) beta2);
    FloatVector rest1 = FloatVector.broadcast(FLOATS, (float) (1 - beta1));
    FloatVector rest2 = FloatVector.broadcast(FLOATS, (float) (1 - beta2));
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector gradient = FloatVector.fromArray(FLOATS, g, gAt + i);
      beta1s
          .fma(FloatVector.fromArray(FLOATS, m, mAt + i), rest1.mul(gradient))
          .intoArray(m, mAt + i);
      beta2s
          .fma(FloatVector.fromArray(FLOATS, q, qAt + i), rest2.mul(gradient.mul(gradient)))
          .intoArray(q, qAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector gradient = FloatVector.fromArray(FLOATS, g, gAt + i, tail);
      beta1s
          .fma(FloatVector.fromArray(FLOATS, m, mAt + i, tail), rest1.mul(gradient))
          .intoArray(m, mAt + i, tail);
      beta2s
          .fma(FloatVector.fromArray(FLOATS, q, qAt + i, tail), rest2.mul(gradient.mul(gradient)))
          .intoArray(q, qAt + i, tail);
    }
  }

  /** The weights of {@link TrainingKernels#adamwStep} after {@link #adamwMeans}. */
  static void adamwWeights(
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] q,
      int qAt,
      float negativeRate,
      float kept,
      float correction,
      float epsilon,
      int n) {
    FloatVector rates = FloatVector.broadcast(FLOATS, negativeRate);
    FloatVector keeps = FloatVector.broadcast(FLOATS, kept);
    FloatVector corrections = FloatVector.broadcast(FLOATS, correction);
    FloatVector epsilons = FloatVector.broadcast(FLOATS, epsilon);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector divisor = FloatVector.fromArray(FLOATS, q, qAt + i).sqrt().div(corrections);
      FloatVector direction = FloatVector.fromArray(FLOATS, m, mAt + i).div(divisor.add(epsilons));
      FloatVector weight = FloatVector.fromArray(FLOATS, w, wAt + i);
      rates.fma(direction, keeps.mul(weight)).intoArray(w, wAt + i);
    }
    if (i < n) {
      VectorMask<Float> tail = FLOATS.indexInRange(i, n);
      FloatVector divisor = FloatVector.fromArray(FLOATS, q, qAt + i, tail).sqrt().div(corrections);
      FloatVector direction =
          FloatVector.fromArray(FLOATS, m, mAt + i, tail).div(divisor.add(epsilons));
      FloatVector weight = FloatVector.fromArray(FLOATS, w, wAt + i, tail);
      rates.fma(direction, keeps.mul(weight)).intoArray(w, wAt + i, tail);
    }
  }
}
