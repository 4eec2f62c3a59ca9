package finegrain.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutions through the Vector API have the bits of the plain loops. The build runs this in JVMs
 * of several vector widths.
 */
@Tag("contract")
class ConvolutionTest {
  private static final float[] SPECIAL = {
    0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-40f, 3e38f
  };

  record Case(Convolution shape, int samples, int threads, boolean special) {
    static Case of(Convolution shape, int number) {
      return new Case(shape, 1 + number % 4, 1 + number % 3, number % 2 == 0);
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    int[][] sizes = {
      {5, 7, 3, 10}, {8, 8, 16, 16}, {9, 6, 17, 33}, {4, 4, 48, 32}, {12, 33, 1, 8}, {3, 3, 32, 48}
    };
    for (int[] size : sizes) {
      for (int kernel : new int[] {1, 2, 3, 5}) {
        for (int stride = 1; stride <= (kernel == 2 ? 3 : 2); stride++) {
          for (int padding : kernel == 5 ? new int[] {0, 4} : new int[] {(kernel - 1) / 2}) {
            if (Math.min(size[0], size[1]) + 2 * padding < kernel) {
              continue;
            }
            Image image = new Image(size[0], size[1], size[2]);
            Convolution shape = new Convolution(image, size[3], kernel, stride, padding);
            cases.add(Case.of(shape, cases.size()));
          }
        }
      }
    }
    // Several blocks of samples, and chains that are longer than a block of the inner index.
    cases.add(new Case(Convolution.same(new Image(48, 48, 2), 3, 3, 1), 7, 2, false));
    cases.add(new Case(Convolution.same(new Image(48, 48, 2), 3, 3, 1), 7, 3, false));
    cases.add(new Case(Convolution.same(new Image(3, 2, 130), 20, 3, 1), 2, 2, true));
    cases.add(new Case(new Convolution(new Image(16, 16, 3), 24, 4, 4, 0), 3, 2, true));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsThePlainLoops(Case one) {
    Convolution shape = one.shape();
    boolean special = one.special();
    Matrix x = random(one.samples(), shape.input().size(), 1, special);
    Matrix w = random(shape.inner(), shape.filters(), 2, special);
    Matrix bias = random(1, shape.filters(), 3, special);
    Matrix dy = random(one.samples(), shape.output().size(), 4, special);
    try (Kernels plain = new ScalarKernels();
        Kernels vector = new VectorKernels(one.threads(), 1)) {
      for (Activation activation : new Activation[] {Activation.IDENTITY, Activation.TANH}) {
        Matrix y = like(dy);
        Matrix other = like(dy);
        plain.convolution(shape, x, w, bias, activation, y);
        vector.convolution(shape, x, w, bias, activation, other);
        equal(y, other, one + " forward " + activation);
      }
      Matrix dx = like(x);
      Matrix otherDx = like(x);
      plain.convolutionInputGradient(shape, dy, w, dx);
      vector.convolutionInputGradient(shape, dy, w, otherDx);
      equal(dx, otherDx, one + " input");
      Matrix dw = like(w);
      Matrix otherDw = like(w);
      plain.convolutionWeightGradient(shape, x, dy, dw);
      vector.convolutionWeightGradient(shape, x, dy, otherDw);
      equal(dw, otherDw, one + " weights");
    }
  }

  private static Matrix like(Matrix x) {
    Matrix y = Matrix.allocate(x.rows(), x.columns(), x.columns() + 3);
    y.fill(Float.NaN);
    return y;
  }

  private static Matrix random(int rows, int columns, int purpose, boolean special) {
    Matrix x = Matrix.allocate(rows, columns, columns + 5);
    RandomStream stream = new RandomStream(1, 0, purpose, 0);
    float[] draws = new float[columns];
    for (int row = 0; row < rows; row++) {
      stream = new RandomStream(1, 0, purpose, row);
      stream.uniform(0, draws);
      for (int column = 0; column < columns; column++) {
        float value = 2 * draws[column] - 1;
        int bits = special ? Float.floatToRawIntBits(draws[column]) >>> 3 : 1;
        x.set(row, column, bits % 37 == 0 ? SPECIAL[bits % SPECIAL.length] : value);
      }
    }
    return x;
  }

  private static void equal(Matrix want, Matrix got, String what) {
    assertArrayEquals(bits(want), bits(got), what);
  }

  private static int[] bits(Matrix x) {
    int[] bits = new int[x.rows() * x.columns()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(x.get(i / x.columns(), i % x.columns()));
    }
    return bits;
  }
}
