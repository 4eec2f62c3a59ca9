package finegrain.bench.operation;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Calls until the compiler has nothing left to do. On a busy machine C2 needs several seconds for
 * work that takes a tenth of a second on an idle one, and the code that it replaces is a thousand
 * times slower. The compiler is idle if the process uses processor time in its Java threads only.
 * But it is also idle before it has begun: an interpreted long call may run for seconds before it
 * is compiled. Vectors that are not compiled yet show in the memory that their boxes take.
 */
public final class WarmUp {
  private static final long WINDOW_NANOSECONDS = 100_000_000;
  private static final long MOST_NANOSECONDS = 20_000_000_000L;

  /** The share of a window that the JVM may spend on other work. */
  private static final double IDLE_SHARE = 0.05;

  private static final int IDLE_WINDOWS = 3;

  /**
   * Bytes for each operation. A box has 64 bytes or more and at most 16 elements, each with one or
   * two operations; a hundredth of the work may be in a tile that is compiled last.
   */
  private static final double BYTES_OF_BOXES = 0.01;

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of this process. */
  public WarmUp() {}

  /**
   * Calls for so long at least.
   *
   * @param work operations of a call, or elements
   * @param nativeThreads whether the call starts threads that Java does not know. They hide the
   *     compiler, so the calls go on for three times as long.
   */
  public void run(Runnable call, double work, long nanoseconds, boolean nativeThreads) {
    long begin = System.nanoTime();
    int idle = 0;
    while (true) {
      long window = System.nanoTime();
      long others = others();
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long calls = 0;
      do {
        call.run();
        calls++;
      } while (System.nanoTime() - window < WINDOW_NANOSECONDS);
      long now = System.nanoTime();
      bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
      boolean boxed = bytes > BYTES_OF_BOXES * work * calls;
      boolean quiet = others() - others < IDLE_SHARE * (now - window);
      idle = quiet && !boxed ? idle + 1 : 0;
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
