package finegrain.kernels;

import static finegrain.kernels.Fixtures.maybeDense;
import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.KernelTally.ProductOperation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counts are exact: 2 x rows x columns x inner length, at the tile that did the work. */
class KernelTallyTest {
  /** Rows, columns and inner length of products with all kinds of edges. */
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {3, 5, 7},
    {8, 48, 100},
    {9, 49, 31},
    {17, 33, 1},
    {64, 96, 20},
    {67, 101, 300},
    {130, 7, 1025},
    {5, 200, 2049},
    {200, 10, 8},
    {70, 10, 128},
    {32, 49, 130},
    {0, 4, 3},
    {4, 0, 3},
    {4, 3, 0},
  };

  private final SplittableRandom random = new SplittableRandom(1);

  /** Kernels of some threads, which divide every product. */
  private static Kernels kernels(int threads) {
    return new VectorKernels(threads, 1);
  }

  private Matrix matrix(int rows, int columns) {
    return maybeDense(random, rows, columns, false);
  }

  /** The operations so far. */
  private static long of(ProductOperation operation, Kernels kernels) {
    KernelTally tally = kernels.tally();
    long sum = 0;
    for (int i = 0; i < tally.size(); i++) {
      sum += tally.operation(i) == operation ? tally.flops(i) : 0;
    }
    return sum;
  }

  /** The counts of one operation that are not 0. */
  private static Map<String, Long> counts(ProductOperation operation, Kernels kernels) {
    KernelTally tally = kernels.tally();
    Map<String, Long> counts = new TreeMap<>();
    for (int i = 0; i < tally.size(); i++) {
      if (tally.operation(i) == operation && tally.flops(i) != 0) {
        counts.put(tally.method(i), tally.flops(i));
      }
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void countsEveryOperationOfAMatmul(int threads) {
    try (Kernels kernels = kernels(threads)) {
      long all = 0;
      for (int[] shape : SHAPES) {
        int rows = shape[0];
        int columns = shape[1];
        int inner = shape[2];
        Matrix c = matrix(rows, columns);
        for (Transposed transposed : Transposed.values()) {
          boolean left = transposed == Transposed.LEFT;
          boolean right = transposed == Transposed.RIGHT;
          Matrix a = left ? matrix(inner, rows) : matrix(rows, inner);
          Matrix b = right ? matrix(columns, inner) : matrix(inner, columns);
          kernels.matmul(transposed, a, b, c);
          kernels.matmulAdd(transposed, a, b, c);
          all += 2L * rows * columns * inner;
          String what = "%s %s x %s x %s".formatted(transposed, rows, columns, inner);
          assertThat(of(ProductOperation.MATMUL, kernels)).as(what).isEqualTo(all);
          assertThat(of(ProductOperation.MATMUL_ADD, kernels)).as(what).isEqualTo(all);
        }
      }
      assertThat(of(ProductOperation.DENSE, kernels)).isZero();
      assertThat(of(ProductOperation.DENSE_MOMENTUM_STEP, kernels)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void countsEveryOperationOfADenseLayerAndItsStep(int threads) {
    try (Kernels kernels = kernels(threads)) {
      long all = 0;
      long longOnes = 0;
      for (int[] shape : SHAPES) {
        int batch = shape[0];
        int units = shape[1];
        int inputs = shape[2];
        Matrix x = matrix(batch, inputs);
        Matrix w = matrix(inputs, units);
        Matrix y = matrix(batch, units);
        kernels.dense(x, w, matrix(1, units), Activation.RELU, y);
        kernels.denseMomentumStep(x, y, w, matrix(inputs, units), 0.1f, 0.9f);
        // A batch that is longer than one block of the inner index.
        Matrix longer = matrix(1500, inputs);
        kernels.denseMomentumStep(
            longer, matrix(1500, units), w, matrix(inputs, units), 0.1f, 0.9f);
        all += 2L * batch * units * inputs;
        longOnes += 2L * 1500 * units * inputs;
        String what = "%s x %s x %s".formatted(batch, units, inputs);
        assertThat(of(ProductOperation.DENSE, kernels)).as(what).isEqualTo(all);
        assertThat(of(ProductOperation.DENSE_MOMENTUM_STEP, kernels))
            .as(what)
            .isEqualTo(all + longOnes);
      }
      assertThat(of(ProductOperation.MATMUL, kernels)).isZero();
      assertThat(of(ProductOperation.MATMUL_ADD, kernels)).isZero();
    }
  }

  /**
   * 17 rows, and columns of five vectors minus three elements. This gives a panel of three vectors
   * and one of two, 16 rows in whole tiles and a last row in a short tile.
   */
  @Test
  void aTileHasTheOperationsOfItsElements() {
    int lanes = Simd.LANES;
    int columns = 5 * lanes - 3;
    int tall = Blocking.ROWS;
    String rows = Blocking.IN_PLACE_PANELS < 2 ? "byRow" : "inPlace";
    try (Kernels kernels = kernels(1)) {
      kernels.dense(
          Matrix.allocate(17, 10),
          Matrix.allocate(10, columns),
          Matrix.allocate(1, columns),
          Activation.IDENTITY,
          Matrix.allocate(17, columns));
      assertThat(counts(ProductOperation.DENSE, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "MicroKernels.%s%dx3From".formatted(rows, tall),
                  2L * 16 * 3 * lanes * 10,
                  "MicroKernels.%s%dx2From".formatted(rows, tall),
                  2L * 16 * (2 * lanes - 3) * 10,
                  "MicroKernels.byRow4x3From",
                  2L * 3 * lanes * 10,
                  "MicroKernels.byRow4x2From",
                  2L * (2 * lanes - 3) * 10));
      // The 17th row is computed by a whole tile, whose other rows do not count.
      kernels.denseMomentumStep(
          Matrix.allocate(8, 17),
          Matrix.allocate(8, columns),
          Matrix.allocate(17, columns),
          Matrix.allocate(17, columns),
          0.1f,
          0.9f);
      assertThat(counts(ProductOperation.DENSE_MOMENTUM_STEP, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "MicroKernels.byColumn%dx3Zero".formatted(tall), 2L * 17 * 3 * lanes * 8,
                  "MicroKernels.byColumn%dx2Zero".formatted(tall), 2L * 17 * (2 * lanes - 3) * 8));
      // Four panels: the rows are packed.
      kernels.matmul(
          Transposed.NONE,
          Matrix.allocate(8, 10),
          Matrix.allocate(10, 12 * lanes),
          Matrix.allocate(8, 12 * lanes));
      assertThat(counts(ProductOperation.MATMUL, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("MicroKernels.byRow%dx3From".formatted(tall), 2L * 8 * 12 * lanes * 10));
      kernels.matmulAdd(
          Transposed.LEFT,
          Matrix.allocate(10, 8),
          Matrix.allocate(10, lanes),
          Matrix.allocate(8, lanes));
      assertThat(counts(ProductOperation.MATMUL_ADD, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("MicroKernels.byColumn%dx1From".formatted(tall), 2L * 8 * lanes * 10));
    }
  }

  /** A few columns after a whole vector: a tile takes three vectors of rows for them. */
  @Test
  void aFewLastColumnsAreTheWorkOfATileByColumn() {
    int lanes = Simd.LANES;
    int last = lanes / 4;
    Assumptions.assumeTrue(last > 0, "vectors of %d lanes have no fourth part".formatted(lanes));
    int rows = 3 * lanes;
    try (Kernels kernels = kernels(1)) {
      kernels.matmul(
          Transposed.LEFT,
          Matrix.allocate(128, rows),
          Matrix.allocate(128, lanes + last),
          Matrix.allocate(rows, lanes + last));
      Map<String, Long> counts = counts(ProductOperation.MATMUL, kernels);
      assertThat(counts).containsEntry("MicroKernels.byColumn4x3Zero", 2L * rows * last * 128);
    }
  }

  /** The names are those of all the methods that a profiler sees. */
  @Test
  void everyTileHasACount() {
    List<String> tiles =
        Stream.concat(
                Stream.concat(
                    methods(MicroKernels.class, ".*\\d+x\\d+.*"),
                    methods(SmallProducts.class, ".*Rows?")),
                methods(SparseMicroKernels.class, "(dense|gradient)(\\d+|Tail)"))
            .toList();
    assertThat(tiles).hasSizeGreaterThan(40);
    assertThat(TileFamily.methods()).containsExactlyInAnyOrderElementsOf(tiles);
  }

  private static Stream<String> methods(Class<?> kernels, String names) {
    return Arrays.stream(kernels.getDeclaredMethods())
        .map(Method::getName)
        .filter(name -> name.matches(names))
        .distinct()
        .map(name -> kernels.getSimpleName() + "." + name);
  }

  @Test
  void theOperationsAreMethodsOfTheKernels() {
    assertThat(Arrays.stream(Kernels.class.getMethods()).map(Method::getName))
        .contains(
            Arrays.stream(ProductOperation.values())
                .map(ProductOperation::method)
                .toArray(String[]::new));
  }

  @Test
  void theScalarBackendDoesNotCount() {
    try (Kernels kernels = new ScalarKernels()) {
      kernels.matmul(
          Transposed.NONE, Matrix.of(1, 1, 2), Matrix.of(1, 1, 3), Matrix.allocate(1, 1));
      assertThat(kernels.tally().size()).isZero();
    }
  }
}
