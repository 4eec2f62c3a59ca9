package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Makes a million calls over changing shapes, and prints the resident memory at each tenth. */
final class MillionCallsMain {
  private static final int CALLS = 1_000_000;
  private static final int MOST = 40;

  private MillionCallsMain() {}

  static void main(String[] arguments) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    float[] array = new float[MOST * MOST * 4];
    Kernels kernels = new OneDnnBackend().open();
    for (int call = 1; call <= CALLS; call++) {
      call(kernels, random, array, call);
      // Workspaces come and go, too.
      if (call % 1_000 == 0) {
        kernels.close();
        kernels = new OneDnnBackend().open();
      }
      if (call % (CALLS / 10) == 0) {
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .forEach(System.out::println);
      }
    }
    kernels.close();
  }

  private static void call(Kernels kernels, SplittableRandom random, float[] array, int call) {
    int rows = random.nextInt(1, MOST);
    int columns = random.nextInt(1, MOST);
    int inner = random.nextInt(1, MOST);
    int area = MOST * MOST;
    Matrix a = Matrix.of(array, 0, rows, inner, inner);
    Matrix b = Matrix.of(array, area, inner, columns, columns);
    Matrix c = Matrix.of(array, 2 * area, rows, columns, columns);
    Matrix bias = Matrix.of(array, 3 * area, 1, columns, columns);
    switch (call % 8) {
      case 0 -> kernels.softmax(c, c);
      case 1 -> kernels.exp(bias, bias);
      case 2 -> kernels.activate(Activation.TANH, bias, bias);
      case 3 -> kernels.matmulAdd(Transposed.NONE, a, b, c);
      case 4 -> kernels.dense(a, b, bias, Activation.RELU, c);
      case 5 -> kernels.logSoftmax(c, c);
      case 6 -> kernels.sigmoid(bias, bias);
      default -> kernels.matmul(Transposed.NONE, a, b, c);
    }
  }
}
