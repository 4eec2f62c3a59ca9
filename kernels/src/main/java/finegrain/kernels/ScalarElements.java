package finegrain.kernels;

/** The oracle of the operations by elements that layers need. */
final class ScalarElements implements ElementKernels {
  /** sqrt(2 / pi), rounded. */
  static final float GELU_SCALE = 0x1.988454p-1f;

  /** 0.044715, rounded. */
  static final float GELU_CUBE = 0.044715f;

  /** 3 x 0.044715, rounded. */
  static final float GELU_SLOPE = 0.134145f;

  private static float geluTanh(float x) {
    return ScalarMath.tanh(GELU_SCALE * Fma.fma(GELU_CUBE * (x * x), x, x));
  }

  @Override
  public void gelu(Matrix x, Matrix y) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        float h = 0.5f * x.get(i, j);
        y.set(i, j, Fma.fma(h, geluTanh(x.get(i, j)), h));
      }
    }
  }

  @Override
  public void geluGradient(Matrix x, Matrix dy, Matrix dx) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        float in = x.get(i, j);
        float t = geluTanh(in);
        float outer = 0.5f * in * Fma.fma(-t, t, 1);
        float inner = GELU_SCALE * Fma.fma(GELU_SLOPE, in * in, 1);
        dx.set(i, j, dy.get(i, j) * Fma.fma(outer, inner, Fma.fma(0.5f, t, 0.5f)));
      }
    }
  }

  @Override
  public void add(Matrix a, Matrix b, Activation activation, Matrix y) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        y.set(i, j, ScalarKernels.activate(activation, a.get(i, j) + b.get(i, j)));
      }
    }
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix y) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        y.set(i, j, a.get(i, j) * b.get(i, j));
      }
    }
  }

  @Override
  public void scale(float factor, Matrix x, Matrix y) {
    for (int i = 0; i < y.rows(); i++) {
      for (int j = 0; j < y.columns(); j++) {
        y.set(i, j, factor * x.get(i, j));
      }
    }
  }
}
