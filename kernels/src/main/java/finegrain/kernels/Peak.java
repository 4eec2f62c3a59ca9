package finegrain.kernels;

import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAdder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The measured peak of the machine's fused multiply-adds: independent chains in registers, without
 * memory. The share of this peak that a kernel reaches says how good the kernel is.
 */
public final class Peak {
  // The machine's widest vectors, even if the kernels are told to use narrower ones.
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private static final int CHAINS = 12;
  private static final int BURST = 100_000;
  private static final int ROUNDS = 10;

  private Peak() {}

  /**
   * The peak of some threads together, in 10^9 floating-point operations per second; a fused
   * multiply-add counts as two. It is the best of 10 rounds that share the given time. Empty if the
   * vector backend is not available.
   *
   * @param threads how many threads compute at once
   * @param seconds how long they do
   * @return the peak
   */
  public static OptionalDouble gflops(int threads, double seconds) {
    if (!(new VectorBackend().availability() instanceof Backend.Availability.Available)) {
      return OptionalDouble.empty();
    }
    double best = 0;
    burst(BURST);
    for (int round = 0; round < ROUNDS; round++) {
      best = Math.max(best, round(threads, seconds / ROUNDS));
    }
    return OptionalDouble.of(best);
  }

  private static double round(int threads, double seconds) {
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch ready = new CountDownLatch(threads);
    CountDownLatch start = new CountDownLatch(1);
    DoubleAdder rate = new DoubleAdder();
    Thread[] team = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      team[t] =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    ready.countDown();
                    try {
                      start.await();
                    } catch (InterruptedException interrupted) {
                      return;
                    }
                    rate.add(run(stop));
                  });
    }
    try {
      ready.await();
      start.countDown();
      Thread.sleep(Math.max(1, (long) (seconds * 1e3)));
      stop.set(true);
      for (Thread thread : team) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      stop.set(true);
      start.countDown();
      Thread.currentThread().interrupt();
    }
    return rate.sum();
  }

  /** One thread's rate until it is told to stop. */
  private static double run(AtomicBoolean stop) {
    long bursts = 0;
    float sink = 0;
    long begin = System.nanoTime();
    while (!stop.get()) {
      sink += burst(BURST);
      bursts++;
    }
    long nanoseconds = System.nanoTime() - begin;
    // A use of the results, so that the loop is not removed; they are never NaN.
    return Float.isNaN(sink) ? 0 : 2.0 * CHAINS * FLOATS.length() * BURST * bursts / nanoseconds;
  }

  private static float burst(int steps) {
    FloatVector x = FloatVector.broadcast(FLOATS, 0.5f);
    FloatVector y = FloatVector.broadcast(FLOATS, 0.25f);
    FloatVector c0 = y;
    FloatVector c1 = y;
    FloatVector c2 = y;
    FloatVector c3 = y;
    FloatVector c4 = y;
    FloatVector c5 = y;
    FloatVector c6 = y;
    FloatVector c7 = y;
    FloatVector c8 = y;
    FloatVector c9 = y;
    FloatVector c10 = y;
    FloatVector c11 = y;
    // The sum is the addend: C2 then accumulates in the register of the sum. With the sum as a
    // factor it copies a register in each step, and spills where there are only 16.
    for (int i = 0; i < steps; i++) {
      c0 = x.fma(y, c0);
      c1 = x.fma(y, c1);
      c2 = x.fma(y, c2);
      c3 = x.fma(y, c3);
      c4 = x.fma(y, c4);
      c5 = x.fma(y, c5);
      c6 = x.fma(y, c6);
      c7 = x.fma(y, c7);
      c8 = x.fma(y, c8);
      c9 = x.fma(y, c9);
      c10 = x.fma(y, c10);
      c11 = x.fma(y, c11);
    }
    FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
    return sum.add(c6).add(c7).add(c8).add(c9).add(c10).add(c11).lane(0);
  }
}
