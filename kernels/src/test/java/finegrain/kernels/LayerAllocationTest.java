package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Backend.Availability.Available;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** As {@link AllocationTest}, for the operations of layers. */
class LayerAllocationTest {
  private static final int WARM_UP = 3_000;
  private static final int MEASURED = 1_000;
  private static final Duration PAUSE = Duration.ofMillis(25);

  private static final int SAMPLES = 5;

  private final SplittableRandom random = new SplittableRandom(1);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Matrix ofSamples = Matrix.allocate(1, SAMPLES);

  private Matrix matrix(int rows, int columns) {
    return Fixtures.matrix(random, rows, columns, false);
  }

  /** Every operation that the Vector API computes, with operands of its own. */
  private Map<String, Runnable> operations(Kernels kernels, int side, int channels, int heads) {
    int samples = SAMPLES;
    Map<String, Runnable> all = new LinkedHashMap<>();
    int positions = side * side;
    int size = positions * channels;
    Matrix x = matrix(samples, size);
    Matrix dy = matrix(samples, size);
    Matrix y = matrix(samples, size);
    Matrix z = matrix(samples, size);
    Matrix scale = matrix(1, channels);
    Matrix shift = matrix(1, channels);
    Matrix statistics = matrix(2, channels);
    statistics.fill(1);
    Matrix dscale = matrix(1, channels);
    Matrix dshift = matrix(1, channels);
    all.put("batchStatistics", () -> kernels.batchStatistics(x, statistics));
    for (Activation f : List.of(Activation.IDENTITY, Activation.RELU)) {
      all.put("add " + f, () -> kernels.add(x, dy, f, y));
      all.put(
          "batchNormalise " + f,
          () -> kernels.batchNormalise(x, statistics, scale, shift, 1e-5f, f, y));
    }
    all.put(
        "batchNormaliseGradient",
        () -> kernels.batchNormaliseGradient(x, statistics, scale, 1e-5f, dy, dscale, dshift, y));
    Matrix tokens = matrix(2, samples * positions);
    all.put("layerNormalise", () -> kernels.layerNormalise(x, scale, shift, 1e-5f, tokens, y));
    all.put(
        "layerNormaliseGradient",
        () -> kernels.layerNormaliseGradient(x, scale, tokens, dy, dscale, dshift, y));
    all.put("multiply", () -> kernels.multiply(x, dy, y));
    all.put("scale", () -> kernels.scale(2, x, y));
    all.put("gelu", () -> kernels.gelu(x, y));
    all.put("geluGradient", () -> kernels.geluGradient(x, dy, y));
    all.put("channelSums", () -> kernels.channelSums(x, dshift));
    all.put("rowSquares", () -> kernels.rowSquares(x, ofSamples));
    Matrix dw = matrix(channels, channels);
    all.put("denseWeightGradient", () -> kernels.denseWeightGradient(x, dy, dw));
    Sgd sgd = new Sgd(0.9f, true, 1e-4f);
    all.put("sgdStep", () -> kernels.sgdStep(y, z, x, sgd, 1e-3f));
    AdamW adamw = new AdamW(0.9, 0.999, 1e-8f, 0.1f);
    Matrix squares = matrix(samples, size);
    squares.fill(1);
    all.put("adamwStep", () -> kernels.adamwStep(y, z, squares, x, adamw, 1e-3f, 0.5, 0.9));
    Matrix logits = matrix(samples, channels);
    Matrix dlogits = matrix(samples, channels);
    int[] labels = new int[samples];
    all.put(
        "smoothedCrossEntropyGradient",
        () -> kernels.smoothedCrossEntropyGradient(logits, labels, 0.1f, 0.5f, ofSamples, dlogits));
    Attention shape = new Attention(positions, heads, channels);
    Matrix qkv = matrix(samples, 3 * positions * shape.dimension());
    Matrix dqkv = matrix(samples, 3 * positions * shape.dimension());
    Matrix weights = matrix(samples, heads * positions * positions);
    Matrix out = matrix(samples, positions * shape.dimension());
    all.put("attention", () -> kernels.attention(shape, qkv, weights, out));
    all.put("attentionGradient", () -> kernels.attentionGradient(shape, qkv, weights, out, dqkv));
    Image image = new Image(side, side, channels);
    Matrix mean = matrix(samples, channels);
    Matrix pooled = matrix(samples, (side / 2) * (side / 2) * channels);
    all.put("averagePool", () -> kernels.averagePool(x, mean));
    all.put("averagePoolGradient", () -> kernels.averagePoolGradient(mean, y));
    all.put("maxPool", () -> kernels.maxPool(image, x, pooled));
    all.put("maxPoolGradient", () -> kernels.maxPoolGradient(image, x, pooled, y));
    return all;
  }

  private static void repeat(Runnable operation, int times) {
    for (int i = 0; i < times; i++) {
      operation.run();
    }
  }

  /** First other shapes: C2 decides by what a JVM has run before. */
  @Test
  void allocatesNothingOnceCompiled() {
    assumeTrue(new VectorBackend().availability() instanceof Available, "vector cannot run here");
    try (Kernels kernels = new VectorKernels(1)) {
      for (int channels : new int[] {16, 3, 32}) {
        operations(kernels, 4, channels, 1)
            .values()
            .forEach(operation -> repeat(operation, WARM_UP));
      }
      List<String> allocating = new ArrayList<>();
      operations(kernels, 3, 19, 2)
          .forEach(
              (name, operation) -> {
                long allocated = allocated(operation);
                if (allocated >= MEASURED) {
                  allocating.add("%s: %d bytes a call".formatted(name, allocated / MEASURED));
                }
              });
      assertThat(allocating).isEmpty();
    }
  }

  private long allocated(Runnable operation) {
    long allocated = Long.MAX_VALUE;
    for (int turn = 0; turn < 12 && allocated >= MEASURED; turn++) {
      repeat(operation, WARM_UP);
      pause(PAUSE.multipliedBy(turn));
      long before = threads.getCurrentThreadAllocatedBytes();
      repeat(operation, MEASURED);
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    return allocated;
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
