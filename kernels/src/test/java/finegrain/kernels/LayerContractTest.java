package finegrain.kernels;

import static finegrain.kernels.Fixtures.assertSameBits;
import static finegrain.kernels.Fixtures.copy;
import static finegrain.kernels.Fixtures.maybeDense;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/**
 * The numerical contract of the operations of layers: the Vector API backend gives the bits of the
 * scalar one, over shapes, gaps between rows, special values and numbers of threads. The build runs
 * this in JVMs of several vector widths.
 */
@Tag("contract")
class LayerContractTest {
  private static final int[] CHANNELS = {1, 3, 8, 10, 16, 17, 32, 64, 100, 193};
  private static final int[] POSITIONS = {1, 2, 5, 63, 64};
  private static final int LONG = 1024;

  private final Kernels scalar = new ScalarKernels();

  /** Kernels of one thread, and of teams that divide every operation. */
  private final List<Kernels> vectors =
      List.of(
          new VectorKernels(1),
          new VectorKernels(2, 1),
          new VectorKernels(3, 1),
          new VectorKernels(16, 1));

  private SplittableRandom random = new SplittableRandom(0);
  private boolean special;

  @AfterProperty
  void close() {
    vectors.forEach(Kernels::close);
  }

  /** An operation on a backend that writes to the outputs it is given. */
  private interface Operation {
    void run(Kernels kernels, Matrix[] outputs);
  }

  private void same(String what, Operation operation, Matrix... outputs) {
    Matrix[] expected = copies(outputs);
    operation.run(scalar, expected);
    for (Kernels kernels : vectors) {
      Matrix[] actual = copies(outputs);
      operation.run(kernels, actual);
      for (int i = 0; i < outputs.length; i++) {
        assertSameBits(actual[i], expected[i], what + ", output " + i);
      }
    }
  }

  private static Matrix[] copies(Matrix[] matrices) {
    return Arrays.stream(matrices).map(Fixtures::copy).toArray(Matrix[]::new);
  }

  private void begin(long seed, boolean special) {
    random = new SplittableRandom(seed);
    this.special = special;
  }

  private int one(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private Matrix matrix(int rows, int columns) {
    return maybeDense(random, rows, columns, special);
  }

  /** Positions: few, or sometimes many. */
  private int positions(int channels) {
    return channels <= 32 && random.nextInt(6) == 0 ? LONG : one(POSITIONS);
  }

  /** Means, and variances or inverse roots that are not negative. */
  private Matrix statistics(int columns) {
    Matrix statistics = matrix(2, columns);
    for (int c = 0; c < columns; c++) {
      statistics.set(1, c, Math.abs(statistics.get(1, c)));
    }
    return statistics;
  }

  @Property(tries = 40)
  void elements(
      @ForAll @IntRange(min = 0, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 300) int size,
      @ForAll boolean special,
      @ForAll long seed) {
    begin(seed, special);
    int columns = random.nextInt(20) == 0 ? 20 * size : size;
    Matrix a = matrix(rows, columns);
    Matrix b = matrix(rows, columns);
    Matrix y = matrix(rows, columns);
    for (Activation f : List.of(Activation.IDENTITY, Activation.RELU)) {
      same("add " + f, (kernels, out) -> kernels.add(a, b, f, out[0]), y);
      same("add in place " + f, (kernels, out) -> kernels.add(out[0], out[0], f, out[0]), y);
    }
    same("multiply", (kernels, out) -> kernels.multiply(a, b, out[0]), y);
    same("multiply in place", (kernels, out) -> kernels.multiply(a, out[0], out[0]), y);
    same("scale", (kernels, out) -> kernels.scale(0.3f, a, out[0]), y);
    same("scale in place", (kernels, out) -> kernels.scale(-3, out[0], out[0]), y);
    same("gelu", (kernels, out) -> kernels.gelu(a, out[0]), y);
    same("gelu in place", (kernels, out) -> kernels.gelu(out[0], out[0]), y);
    same("geluGradient", (kernels, out) -> kernels.geluGradient(a, b, out[0]), y);
    same("geluGradient over x", (kernels, out) -> kernels.geluGradient(out[0], b, out[0]), y);
    same("geluGradient over dy", (kernels, out) -> kernels.geluGradient(a, out[0], out[0]), y);
  }

  @Property(tries = 40)
  void steps(
      @ForAll @IntRange(min = 0, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 300) int columns,
      @ForAll boolean nesterov,
      @ForAll boolean special,
      @ForAll long seed) {
    begin(seed, special);
    Matrix g = matrix(rows, columns);
    Matrix w = matrix(rows, columns);
    Matrix v = matrix(rows, columns);
    Matrix q = matrix(rows, columns);
    for (float decay : new float[] {0, 5e-4f}) {
      Sgd rule = new Sgd(0.9f, nesterov, decay);
      same("" + rule, (kernels, out) -> kernels.sgdStep(out[0], out[1], g, rule, 0.1f), w, v);
    }
    AdamW rule = new AdamW(0.9, 0.999, 1e-8f, 0.05f);
    int step = random.nextInt(1, 1000);
    double power1 = Math.pow(0.9, step);
    double power2 = Math.pow(0.999, step);
    same(
        "adamw",
        (kernels, out) -> kernels.adamwStep(out[0], out[1], out[2], g, rule, 1e-3f, power1, power2),
        w,
        v,
        q);
  }

  @Property(tries = 50)
  void batchNormalisation(
      @ForAll @IntRange(min = 1, max = 9) int samples, @ForAll boolean special, @ForAll long seed) {
    begin(seed, special);
    int channels = one(CHANNELS);
    int positions = positions(channels);
    int columns = positions * channels;
    String what = samples + " x " + positions + " x " + channels;
    Matrix x = matrix(samples, columns);
    Matrix dy = matrix(samples, columns);
    Matrix statistics = statistics(channels);
    Matrix scale = matrix(1, channels);
    Matrix shift = matrix(1, channels);
    Matrix y = matrix(samples, columns);
    same(
        "batchStatistics " + what,
        (kernels, out) -> kernels.batchStatistics(x, out[0]),
        statistics(channels));
    for (Activation f : List.of(Activation.IDENTITY, Activation.RELU)) {
      same(
          "batchNormalise " + what,
          (kernels, out) -> kernels.batchNormalise(x, statistics, scale, shift, 1e-5f, f, out[0]),
          y);
      same(
          "batchNormalise in place " + what,
          (kernels, out) ->
              kernels.batchNormalise(out[0], statistics, scale, shift, 1e-5f, f, out[0]),
          y);
    }
    same(
        "batchNormaliseGradient " + what,
        (kernels, out) ->
            kernels.batchNormaliseGradient(x, statistics, scale, 1e-5f, dy, out[0], out[1], out[2]),
        matrix(1, channels),
        matrix(1, channels),
        y);
    same(
        "batchNormaliseGradient in place " + what,
        (kernels, out) ->
            kernels.batchNormaliseGradient(
                x, statistics, scale, 1e-5f, out[2], out[0], out[1], out[2]),
        matrix(1, channels),
        matrix(1, channels),
        y);
  }

  @Property(tries = 40)
  void layerNormalisation(
      @ForAll @IntRange(min = 0, max = 9) int samples, @ForAll boolean special, @ForAll long seed) {
    begin(seed, special);
    int features = one(CHANNELS);
    int tokens = positions(features);
    int columns = tokens * features;
    String what = samples + " x " + tokens + " x " + features;
    Matrix x = matrix(samples, columns);
    Matrix dy = matrix(samples, columns);
    Matrix statistics = statistics(samples * tokens);
    Matrix scale = matrix(1, features);
    Matrix shift = matrix(1, features);
    Matrix y = matrix(samples, columns);
    same(
        "layerNormalise " + what,
        (kernels, out) -> kernels.layerNormalise(x, scale, shift, 1e-5f, out[0], out[1]),
        statistics,
        y);
    same(
        "layerNormalise in place " + what,
        (kernels, out) -> kernels.layerNormalise(out[1], scale, shift, 1e-5f, out[0], out[1]),
        statistics,
        y);
    same(
        "layerNormaliseGradient " + what,
        (kernels, out) ->
            kernels.layerNormaliseGradient(x, scale, statistics, dy, out[0], out[1], out[2]),
        matrix(1, features),
        matrix(1, features),
        y);
    same(
        "layerNormaliseGradient in place " + what,
        (kernels, out) ->
            kernels.layerNormaliseGradient(x, scale, statistics, out[2], out[0], out[1], out[2]),
        matrix(1, features),
        matrix(1, features),
        y);
  }

  /** So many positions that the samples make several blocks. */
  @Property(tries = 10)
  void sumsOverSeveralBlocks(
      @ForAll @IntRange(min = 1, max = 6) int samples, @ForAll boolean special, @ForAll long seed) {
    begin(seed, special);
    int channels = one(1, 3, 16, 17, 40);
    int positions = one(1500, 3000, 4096, 8200);
    Matrix x = matrix(samples, positions * channels);
    Matrix dy = matrix(samples, positions * channels);
    Matrix statistics = statistics(samples * positions);
    same(
        "channelSums of blocks",
        (kernels, out) -> kernels.channelSums(x, out[0]),
        matrix(1, channels));
    same(
        "layerNormaliseGradient of blocks",
        (kernels, out) ->
            kernels.layerNormaliseGradient(
                x, matrixOfOnes(channels), statistics, dy, out[0], out[1], out[2]),
        matrix(1, channels),
        matrix(1, channels),
        dy);
    int units = one(1, 4, 9);
    Matrix gradient = matrix(samples, positions * units);
    same(
        "denseWeightGradient of blocks",
        (kernels, out) -> kernels.denseWeightGradient(x, gradient, out[0]),
        matrix(channels, units));
  }

  private static Matrix matrixOfOnes(int columns) {
    Matrix ones = Matrix.allocate(1, columns);
    ones.fill(1);
    return ones;
  }

  @Property(tries = 40)
  void gradientsOverPositions(
      @ForAll @IntRange(min = 0, max = 9) int samples, @ForAll boolean special, @ForAll long seed) {
    begin(seed, special);
    int inputs = one(CHANNELS);
    int units = one(1, 3, 10, 16, 33, 64);
    int positions = one(POSITIONS);
    Matrix x = matrix(samples, positions * inputs);
    Matrix dy = matrix(samples, positions * units);
    String what = samples + " x " + positions + " x " + inputs;
    same(
        "channelSums " + what, (kernels, out) -> kernels.channelSums(x, out[0]), matrix(1, inputs));
    same(
        "denseWeightGradient " + what,
        (kernels, out) -> kernels.denseWeightGradient(x, dy, out[0]),
        matrix(inputs, units));
    same("rowSquares " + what, (kernels, out) -> kernels.rowSquares(x, out[0]), matrix(1, samples));
  }

  @Property(tries = 40)
  void smoothedCrossEntropy(
      @ForAll @IntRange(min = 0, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 300) int classes,
      @ForAll @IntRange(min = 0, max = 10) int tenths,
      @ForAll boolean special,
      @ForAll long seed) {
    begin(seed, special);
    Matrix logits = matrix(rows, classes);
    int[] labels = Fixtures.labels(random, rows, classes);
    float smoothing = tenths / 10f;
    same(
        "smoothedCrossEntropyGradient",
        (kernels, out) ->
            kernels.smoothedCrossEntropyGradient(logits, labels, smoothing, 0.1f, out[0], out[1]),
        matrix(1, rows),
        matrix(rows, classes));
    same(
        "smoothedCrossEntropyGradient in place",
        (kernels, out) ->
            kernels.smoothedCrossEntropyGradient(out[1], labels, smoothing, 0.1f, out[0], out[1]),
        matrix(1, rows),
        copy(logits));
  }

  @Property(tries = 30)
  void attention(
      @ForAll @IntRange(min = 0, max = 3) int samples,
      @ForAll @IntRange(min = 1, max = 4) int heads,
      @ForAll boolean special,
      @ForAll long seed) {
    begin(seed, special);
    Attention shape =
        new Attention(one(1, 2, 5, 16, 17, 63, 64, 65, 150), heads, one(1, 3, 8, 16, 24, 64));
    int size = shape.tokens() * shape.dimension();
    int scores = heads * shape.tokens() * shape.tokens();
    Matrix qkv = matrix(samples, 3 * size);
    Matrix dy = matrix(samples, size);
    Matrix weights = matrix(samples, scores);
    same(
        "attention " + shape,
        (kernels, out) -> kernels.attention(shape, qkv, out[0], out[1]),
        weights,
        matrix(samples, size));
    same(
        "attentionGradient " + shape,
        (kernels, out) -> kernels.attentionGradient(shape, qkv, weights, dy, out[0]),
        matrix(samples, 3 * size));
  }

  @Property(tries = 40)
  void pooling(
      @ForAll @IntRange(min = 0, max = 9) int samples,
      @ForAll @IntRange(min = 2, max = 9) int height,
      @ForAll @IntRange(min = 2, max = 9) int width,
      @ForAll boolean special,
      @ForAll long seed) {
    begin(seed, special);
    Image shape = new Image(height, width, one(CHANNELS));
    int pooled = (height / 2) * (width / 2) * shape.channels();
    Matrix x = matrix(samples, shape.size());
    if (random.nextBoolean()) {
      // Few different numbers, so that many are equal.
      for (int row = 0; row < samples; row++) {
        for (int i = 0; i < shape.size(); i++) {
          x.set(row, i, one(0, 1, 2) == 0 ? -0f : one(0, 1, 7) == 7 ? Float.NaN : one(0, 1));
        }
      }
    }
    same(
        "averagePool " + shape,
        (kernels, out) -> kernels.averagePool(x, out[0]),
        matrix(samples, shape.channels()));
    Matrix dmean = matrix(samples, shape.channels());
    same(
        "averagePoolGradient " + shape,
        (kernels, out) -> kernels.averagePoolGradient(dmean, out[0]),
        matrix(samples, shape.size()));
    same(
        "maxPool " + shape,
        (kernels, out) -> kernels.maxPool(shape, x, out[0]),
        matrix(samples, pooled));
    Matrix dy = matrix(samples, pooled);
    same(
        "maxPoolGradient " + shape,
        (kernels, out) -> kernels.maxPoolGradient(shape, x, dy, out[0]),
        matrix(samples, shape.size()));
  }
}
