package finegrain.onednn;

import finegrain.kernels.Matrix;
import finegrain.kernels.Peak;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures oneDNN's products: {@code dnnl_sgemm} on native memory and on Java arrays, the matmul
 * primitive with bias and ReLU on native memory, and a whole layer on Java arrays in both ways.
 * Native operands are aligned to 64 bytes. The ways take turns; the best and the median of the
 * rounds are printed, in GFLOP/s, beside the machine's peak. See native/README.md for the command.
 */
final class ProductSpeed {
  private static final int[][] SHAPES = {
    {256, 256, 256},
    {1024, 1024, 1024},
    {32, 100, 784},
    {1024, 100, 784},
    {8, 200, 784},
    {4096, 100, 784}
  };
  private static final int ROUNDS = 15;
  private static final long ROUND_NANOSECONDS = 40_000_000;

  private ProductSpeed() {}

  private record Way(String name, Runnable run) {}

  /** Prints the table; the arguments are numbers of threads, 1 and 2 by default. */
  static void main(String[] arguments) throws IOException {
    int[] threads =
        arguments.length == 0
            ? new int[] {1, 2}
            : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    System.out.println("load " + Files.readString(Path.of("/proc/loadavg")).strip());
    for (int count : threads) {
      System.out.printf(
          Locale.ROOT,
          "threads %d, peak %.0f GFLOP/s%n",
          count,
          Peak.gflops(count, 1).orElse(Double.NaN));
      System.out.printf("%-18s %-36s %8s %8s%n", "rows x cols x inner", "way", "best", "median");
      for (int[] shape : SHAPES) {
        measure(shape[0], shape[1], shape[2], count);
      }
    }
    System.out.println("load " + Files.readString(Path.of("/proc/loadavg")).strip());
  }

  private static void measure(int rows, int columns, int inner, int threads) {
    OpenMp.useThreads(threads);
    float[] x = new float[rows * inner];
    float[] w = new float[inner * columns];
    float[] bias = new float[columns];
    float[] y = new float[rows * columns];
    Arrays.fill(x, 0.5f);
    Arrays.fill(w, 0.25f);
    Matrix matrixBias = Matrix.of(1, columns, bias);
    Matrix matrixY = Matrix.of(rows, columns, y);
    MemorySegment heapX = MemorySegment.ofArray(x);
    MemorySegment heapW = MemorySegment.ofArray(w);
    MemorySegment heapBias = MemorySegment.ofArray(bias);
    MemorySegment heapY = MemorySegment.ofArray(y);
    try (Arena arena = Arena.ofConfined();
        Handle engine = Dnnl.engine();
        Handle stream = Dnnl.stream(engine);
        Primitive layer =
            new Primitive(
                new Primitive.Key.Dense(rows, inner, columns, Optional.of(Algorithm.RELU)),
                engine)) {
      MemorySegment nativeX = arena.allocate(4L * x.length, 64).copyFrom(heapX);
      MemorySegment nativeW = arena.allocate(4L * w.length, 64).copyFrom(heapW);
      MemorySegment nativeBias = arena.allocate(4L * bias.length, 64);
      MemorySegment nativeY = arena.allocate(4L * y.length, 64);
      Way[] ways = {
        new Way(
            "dnnl_sgemm, native",
            () -> sgemm(false, rows, columns, inner, nativeX, nativeW, nativeY)),
        new Way("dnnl_sgemm, arrays", () -> sgemm(true, rows, columns, inner, heapX, heapW, heapY)),
        new Way(
            "primitive, native",
            () -> layer.execute(stream, nativeX, nativeW, nativeBias, nativeY)),
        new Way(
            "layer: primitive and copies",
            () -> {
              nativeX.copyFrom(heapX);
              nativeW.copyFrom(heapW);
              nativeBias.copyFrom(heapBias);
              layer.execute(stream, nativeX, nativeW, nativeBias, nativeY);
              heapY.copyFrom(nativeY);
            }),
        new Way(
            "layer: dnnl_sgemm, copies and loops",
            () -> {
              nativeX.copyFrom(heapX);
              nativeW.copyFrom(heapW);
              sgemm(false, rows, columns, inner, nativeX, nativeW, nativeY);
              heapY.copyFrom(nativeY);
              PlainLoops.addBias(matrixY, matrixBias, true);
            }),
        new Way(
            "layer: dnnl_sgemm and loops",
            () -> {
              sgemm(true, rows, columns, inner, heapX, heapW, heapY);
              PlainLoops.addBias(matrixY, matrixBias, true);
            })
      };
      double flops = 2.0 * rows * columns * inner;
      double[][] rates = new double[ways.length][ROUNDS];
      for (Way way : ways) {
        rate(way.run, flops, 5 * ROUND_NANOSECONDS);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int way = 0; way < ways.length; way++) {
          rates[way][round] = rate(ways[way].run, flops, ROUND_NANOSECONDS);
        }
      }
      for (int way = 0; way < ways.length; way++) {
        Arrays.sort(rates[way]);
        System.out.printf(
            Locale.ROOT,
            "%-18s %-36s %8.1f %8.1f%n",
            rows + " x " + columns + " x " + inner,
            ways[way].name,
            rates[way][ROUNDS - 1],
            rates[way][ROUNDS / 2]);
      }
    }
  }

  private static void sgemm(
      boolean onHeap,
      int rows,
      int columns,
      int inner,
      MemorySegment x,
      MemorySegment w,
      MemorySegment y) {
    Sgemm.call(onHeap, false, false, rows, columns, inner, x, inner, w, columns, 0, y, columns);
  }

  /** In GFLOP/s. */
  private static double rate(Runnable run, double flops, long nanoseconds) {
    long begin = System.nanoTime();
    long end = begin;
    long calls = 0;
    while (end - begin < nanoseconds) {
      run.run();
      calls++;
      end = System.nanoTime();
    }
    return flops * calls / (end - begin);
  }
}
