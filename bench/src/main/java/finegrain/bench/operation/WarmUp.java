package finegrain.bench.operation;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Calls until the compiler has nothing left to do. On a busy machine C2 needs several seconds for
 * what takes it a tenth of one elsewhere, and the code that it replaces is a thousand times slower.
 * That it is idle shows in the processor time that the process takes beside its Java threads.
 */
final class WarmUp {
  private static final long WINDOW_NANOSECONDS = 100_000_000;
  private static final long MOST_NANOSECONDS = 20_000_000_000L;

  /** Of a window, for what else the JVM does. */
  private static final double IDLE_SHARE = 0.05;

  private static final int IDLE_WINDOWS = 3;

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Calls for so long at least.
   *
   * @param nativeThreads whether the call starts threads that Java does not know; the compiler then
   *     cannot be seen, and the calls go on for three times as long
   */
  void run(Runnable call, long nanoseconds, boolean nativeThreads) {
    long begin = System.nanoTime();
    int idle = 0;
    while (true) {
      long window = System.nanoTime();
      long others = others();
      do {
        call.run();
      } while (System.nanoTime() - window < WINDOW_NANOSECONDS);
      long now = System.nanoTime();
      idle = others() - others < IDLE_SHARE * (now - window) ? idle + 1 : 0;
      boolean finished = nativeThreads ? now - begin >= 3 * nanoseconds : idle >= IDLE_WINDOWS;
      if ((finished && now - begin >= nanoseconds) || now - begin >= MOST_NANOSECONDS) {
        return;
      }
    }
  }

  /** Processor time of this process outside its Java threads. */
  private long others() {
    long java = 0;
    for (long time : threads.getThreadCpuTime(threads.getAllThreadIds())) {
      java += Math.max(0, time);
    }
    return process.getProcessCpuTime() - java;
  }
}
