package finegrain.trainer.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * Adds up the time that threads wait for a lock that another one holds. Waits for work are not
 * among them.
 */
final class LockEvents {
  /** A thread waits to enter a synchronized block or method. */
  static final String MONITOR = "jdk.JavaMonitorEnter";

  /** A thread waits, among other things for a lock of java.util.concurrent. */
  static final String PARK = "jdk.ThreadPark";

  private static final int CLASSES = 3;

  private final Map<Long, Waits> byThread = new HashMap<>();

  private static final class Waits {
    private final Counter nanosByClass = new Counter();
    private long count;
  }

  void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case MONITOR -> add(event, event.getClass("monitorClass"));
      case PARK -> {
        RecordedClass parked = event.getClass("parkedClass");
        if (parked != null && isLock(parked.getName())) {
          add(event, parked);
        }
      }
      default -> {}
    }
  }

  /** Conditions, queues and executors are parked in other classes. */
  private static boolean isLock(String name) {
    return name.startsWith("java.util.concurrent.locks.Reentrant");
  }

  private void add(RecordedEvent event, RecordedClass lock) {
    RecordedThread thread = event.getThread();
    Waits waits = byThread.computeIfAbsent(thread == null ? -1L : thread.getId(), _ -> new Waits());
    waits.count++;
    waits.nanosByClass.add(
        lock == null ? "unknown" : shortName(lock), event.getDuration().toNanos());
  }

  /** Without its package; a lambda has the name of its class. */
  private static String shortName(RecordedClass lock) {
    String name = lock.getName().split("\\$\\$Lambda", 2)[0];
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * The waits of threads.
   *
   * @param training the threads; all, if there are none
   */
  Summary.Locks locks(Set<Long> training) {
    Counter classes = new Counter();
    long count = 0;
    for (Map.Entry<Long, Waits> entry : byThread.entrySet()) {
      if (training.isEmpty() || training.contains(entry.getKey())) {
        count += entry.getValue().count;
        entry.getValue().nanosByClass.addTo(classes);
      }
    }
    return new Summary.Locks(count, classes.total() * 1e-9, classes.largest(CLASSES));
  }
}
