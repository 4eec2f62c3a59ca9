package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import finegrain.kernels.operation.Shape;
import finegrain.trainer.network.Parameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JVM of the matrix computes, and how it hands it over: large products, and the weights of
 * the standard trainings in cohorts of several sizes, each once for every number of threads. A file
 * has the floats of one cell, little-endian.
 */
final class BitsTable {
  private static final String PRODUCTS = "products";

  private BitsTable() {}

  /** The file of a cell with products, in so many threads. */
  static Path products(Path folder, int threads) {
    return folder.resolve("%d-%s".formatted(threads, PRODUCTS));
  }

  /** The file of a cell with weights, of cohorts of so many models at most. */
  static Path weights(Path folder, int threads, int cohort) {
    return folder.resolve("%d-cohorts-%d".formatted(threads, cohort));
  }

  /**
   * Computes every cell, and says that it is done.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  static void writeAll(Backend backend, List<Integer> threads, List<Integer> cohorts, Path folder)
      throws IOException, InterruptedException {
    StandardTraining training = new StandardTraining();
    for (int count : threads) {
      List<Matrix> products = new ArrayList<>();
      try (Kernels kernels = backend.open(count)) {
        largeProducts().forEach(product -> products.addAll(product.run(kernels)));
      }
      write(products(folder, count), products);
      for (int cohort : cohorts) {
        List<Matrix> weights =
            training.run(backend, count, cohort).last().stream()
                .map(Parameters::tensors)
                .flatMap(List::stream)
                .toList();
        write(weights(folder, count, cohort), weights);
      }
    }
    Child.say(Child.END, Integer.toString(threads.size()));
  }

  /** Those of a layer of 100 units on 784 inputs, small and large batches, and a square one. */
  private static List<KernelCase> largeProducts() {
    return List.of(
        product(1, Transposed.NONE, 8, 100, 784),
        product(2, Transposed.NONE, 32, 100, 784),
        product(3, Transposed.NONE, 1024, 100, 784),
        product(4, Transposed.LEFT, 784, 100, 32),
        product(5, Transposed.NONE, 32, 10, 4096),
        product(6, Transposed.NONE, 256, 256, 256));
  }

  private static KernelCase product(
      int number, Transposed transposed, int rows, int columns, int inner) {
    Shape size = new Shape(rows, columns, inner, transposed);
    return KernelCase.of("matmul", number, new Problem(Operation.MATMUL, size), size, false);
  }

  private static void write(Path file, List<Matrix> matrices) throws IOException {
    int elements = matrices.stream().mapToInt(matrix -> matrix.rows() * matrix.columns()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Matrix matrix : matrices) {
      for (int row = 0; row < matrix.rows(); row++) {
        for (int column = 0; column < matrix.columns(); column++) {
          bytes.putFloat(matrix.get(row, column));
        }
      }
    }
    Files.write(file, bytes.array());
  }

  /** The floats of a cell. */
  static float[] read(Path file) throws IOException {
    FloatBuffer floats =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] elements = new float[floats.remaining()];
    floats.get(elements);
    return elements;
  }
}
