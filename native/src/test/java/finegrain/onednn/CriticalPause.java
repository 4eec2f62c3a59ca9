package finegrain.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures how long products delay the garbage collector. One thread multiplies square matrices
 * without pause. Another thread requests collections of an almost empty heap and measures their
 * time. On Java arrays a collection waits for the end of the call; on native memory it does not.
 * See native/README.md for the command.
 */
final class CriticalPause {
  private static final int COLLECTIONS = 40;

  private CriticalPause() {}

  static void main(String[] arguments) throws InterruptedException {
    System.out.println("size    operands   call, ms  collection, ms: median, longest");
    int[] sizes = {256, 512, 1024, 2048};
    for (int size : sizes) {
      for (boolean onHeap : new boolean[] {true, false}) {
        measure(size, onHeap);
      }
    }
  }

  private static void measure(int size, boolean onHeap) throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    double[] call = new double[1];
    Thread multiplying = Thread.ofPlatform().start(() -> call[0] = multiply(size, onHeap, stop));
    Thread.sleep(500);
    double[] milliseconds = new double[COLLECTIONS];
    for (int i = 0; i < COLLECTIONS; i++) {
      long begin = System.nanoTime();
      System.gc();
      milliseconds[i] = (System.nanoTime() - begin) / 1e6;
      Thread.sleep(7);
    }
    stop.set(true);
    multiplying.join();
    Arrays.sort(milliseconds);
    System.out.printf(
        Locale.ROOT,
        "%d^3  %-9s %9.1f %17.1f %8.1f%n",
        size,
        onHeap ? "arrays" : "native",
        call[0],
        milliseconds[COLLECTIONS / 2],
        milliseconds[COLLECTIONS - 1]);
  }

  /** Multiplies until it is told to stop; the shortest call, in milliseconds. */
  private static double multiply(int size, boolean onHeap, AtomicBoolean stop) {
    OpenMp.useThreads(1);
    double shortest = Double.MAX_VALUE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] operands = new MemorySegment[3];
      for (int i = 0; i < operands.length; i++) {
        operands[i] =
            onHeap
                ? MemorySegment.ofArray(new float[size * size])
                : arena.allocate(4L * size * size, 64);
      }
      while (!stop.get()) {
        long begin = System.nanoTime();
        Sgemm.call(
            onHeap,
            false,
            false,
            size,
            size,
            size,
            operands[0],
            size,
            operands[1],
            size,
            0,
            operands[2],
            size);
        shortest = Math.min(shortest, (System.nanoTime() - begin) / 1e6);
      }
    }
    return shortest;
  }
}
