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
   * Rows in two tall tiles and three rows more, and columns in a panel of the most vectors and in
   * one of a vector less, which lacks one column.
   */
  @Test
  void aTileHasTheOperationsOfItsElements() {
    int tall = 2 * Blocking.ROWS;
    int rows = tall + 3;
    int inner = 300; // Products with few multiplications take no tiles.
    int vectors = Blocking.VECTORS;
    int wide = vectors * Simd.LANES;
    int narrow = (vectors - 1) * Simd.LANES - 1;
    int columns = wide + narrow;
    String layout = Blocking.IN_PLACE_PANELS < 2 ? "byRow" : "inPlace";
    try (Kernels kernels = kernels(1)) {
      kernels.dense(
          Matrix.allocate(rows, inner),
          Matrix.allocate(inner, columns),
          Matrix.allocate(1, columns),
          Activation.IDENTITY,
          Matrix.allocate(rows, columns));
      assertThat(counts(ProductOperation.DENSE, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  tile(layout, Blocking.ROWS, vectors, "From"), 2L * tall * wide * inner,
                  tile(layout, Blocking.ROWS, vectors - 1, "From"), 2L * tall * narrow * inner,
                  tile("byRow", Blocking.SHORT, vectors, "From"), 2L * 3 * wide * inner,
                  tile("byRow", Blocking.SHORT, vectors - 1, "From"), 2L * 3 * narrow * inner));
      kernels.denseMomentumStep(
          Matrix.allocate(8, rows),
          Matrix.allocate(8, columns),
          Matrix.allocate(rows, columns),
          Matrix.allocate(rows, columns),
          0.1f,
          0.9f);
      assertThat(counts(ProductOperation.DENSE_MOMENTUM_STEP, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  tile("byColumn", Blocking.ROWS, vectors, "Zero"), 2L * tall * wide * 8,
                  tile("byColumn", Blocking.ROWS, vectors - 1, "Zero"), 2L * tall * narrow * 8,
                  tile("byColumn", Blocking.SHORT, vectors, "Zero"), 2L * 3 * wide * 8,
                  tile("byColumn", Blocking.SHORT, vectors - 1, "Zero"), 2L * 3 * narrow * 8));
      // So many panels that the rows are packed.
      int panels = Blocking.IN_PLACE_PANELS + 1;
      kernels.matmul(
          Transposed.NONE,
          Matrix.allocate(tall, inner),
          Matrix.allocate(inner, panels * wide),
          Matrix.allocate(tall, panels * wide));
      assertThat(counts(ProductOperation.MATMUL, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  tile("byRow", Blocking.ROWS, vectors, "From"),
                  2L * tall * panels * wide * inner));
      kernels.matmulAdd(
          Transposed.LEFT,
          Matrix.allocate(10, tall),
          Matrix.allocate(10, Simd.LANES),
          Matrix.allocate(tall, Simd.LANES));
      assertThat(counts(ProductOperation.MATMUL_ADD, kernels))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(tile("byColumn", Blocking.ROWS, 1, "From"), 2L * tall * Simd.LANES * 10));
    }
  }

  private static String tile(String layout, int rows, int vectors, String start) {
    return "MicroKernels.%s%dx%d%s".formatted(layout, rows, vectors, start);
  }

  /** A few columns after a whole vector: a tile takes some vectors of rows for them. */
  @Test
  void aFewLastColumnsAreTheWorkOfATileByColumn() {
    int lanes = Simd.LANES;
    int last = lanes / 4;
    Assumptions.assumeTrue(last > 0, "vectors of %d lanes have no fourth part".formatted(lanes));
    int rows = Blocking.VECTORS * lanes;
    try (Kernels kernels = kernels(1)) {
      kernels.matmul(
          Transposed.LEFT,
          Matrix.allocate(1000, rows),
          Matrix.allocate(1000, lanes + last),
          Matrix.allocate(rows, lanes + last));
      Map<String, Long> counts = counts(ProductOperation.MATMUL, kernels);
      assertThat(counts)
          .containsEntry(
              tile("byColumn", Blocking.SHORT, Blocking.VECTORS, "Zero"), 2L * rows * last * 1000);
    }
  }

  /** The names are those of all the methods that a profiler sees. */
  @Test
  void everyTileHasACount() {
    List<String> tiles =
        Stream.of(
                methods(MicroKernels.class, ".*\\d+x\\d+.*"),
                methods(SingleRow.class, "(one|four|twelve)Rows?"),
                methods(SmallProducts.class, "(one|four)Rows?"),
                methods(SparseMicroKernels.class, "(dense|gradient)(\\d+|Tail)"))
            .flatMap(all -> all)
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
