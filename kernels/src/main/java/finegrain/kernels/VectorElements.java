package finegrain.kernels;

import java.util.Arrays;

/** The operations by elements through the Vector API, equal to {@link ScalarElements}. */
final class VectorElements implements ElementKernels {
  private final ElementTask add;
  private final ElementTask addRelu;
  private final ElementTask multiply;
  private final ElementTask scale;
  private final ElementTask gelu;
  private final ElementTask geluGradient;
  private float factor;

  /** The tanh of a block that stays in the first-level cache, for one thread. */
  private static final class GeluTanh {
    private final OutOfLineLoop tanh =
        new OutOfLineLoop(VectorLoops::tanh, VectorLoops::tanh, VectorLoops::tanh);
    final float[] values = new float[Blocking.VISIT];

    void compute(float[] x, int xAt, int n) {
      ElementLoops.geluArgument(x, xAt, values, 0, n);
      tanh.run(values, 0, values, 0, Math.ceilDiv(n, Simd.LANES) * Simd.LANES);
    }
  }

  /** Operations whose elements threads share. */
  VectorElements(SharedWork work) {
    GeluTanh[] tanhs = new GeluTanh[work.threads()];
    Arrays.setAll(tanhs, thread -> new GeluTanh());
    add =
        new ElementTask(
            work,
            (thread, a, aAt, b, bAt, c, cAt, y, yAt, n) -> {
              ElementLoops.add(a, aAt, b, bAt, y, yAt, n);
            });
    addRelu =
        new ElementTask(
            work,
            (thread, a, aAt, b, bAt, c, cAt, y, yAt, n) -> {
              ElementLoops.addRelu(a, aAt, b, bAt, y, yAt, n);
            });
    multiply =
        new ElementTask(
            work,
            (thread, a, aAt, b, bAt, c, cAt, y, yAt, n) -> {
              ElementLoops.multiply(a, aAt, b, bAt, y, yAt, n);
            });
    scale =
        new ElementTask(
            work,
            (thread, x, xAt, b, bAt, c, cAt, y, yAt, n) -> {
              ElementLoops.scale(factor, x, xAt, y, yAt, n);
            });
    gelu =
        new ElementTask(
            work,
            (thread, x, xAt, b, bAt, c, cAt, y, yAt, n) -> {
              GeluTanh tanh = tanhs[thread];
              for (int from = 0; from < n; from += Blocking.VISIT) {
                int count = Math.min(Blocking.VISIT, n - from);
                tanh.compute(x, xAt + from, count);
                ElementLoops.gelu(x, xAt + from, tanh.values, 0, y, yAt + from, count);
              }
            });
    geluGradient =
        new ElementTask(
            work,
            (thread, x, xAt, dy, dyAt, c, cAt, dx, dxAt, n) -> {
              GeluTanh tanh = tanhs[thread];
              for (int from = 0; from < n; from += Blocking.VISIT) {
                int count = Math.min(Blocking.VISIT, n - from);
                tanh.compute(x, xAt + from, count);
                ElementLoops.geluGradient(
                    x, xAt + from, tanh.values, 0, dy, dyAt + from, dx, dxAt + from, count);
              }
            });
  }

  @Override
  public void gelu(Matrix x, Matrix y) {
    gelu.run(x, x, x, y);
  }

  @Override
  public void geluGradient(Matrix x, Matrix dy, Matrix dx) {
    geluGradient.run(x, dy, dy, dx);
  }

  @Override
  public void add(Matrix a, Matrix b, Activation activation, Matrix y) {
    (activation == Activation.RELU ? addRelu : add).run(a, b, b, y);
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix y) {
    multiply.run(a, b, b, y);
  }

  @Override
  public void scale(float factor, Matrix x, Matrix y) {
    this.factor = factor;
    scale.run(x, x, x, y);
  }
}
