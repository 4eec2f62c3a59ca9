package finegrain.trainer.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * Counts the samples of a recording: those of processor time, or else of running threads, which
 * every JDK takes.
 */
final class SampleEvents {
  static final String CPU_TIME = "jdk.CPUTimeSample";
  static final String EXECUTION = "jdk.ExecutionSample";
  static final String NATIVE = "jdk.NativeMethodSample";
  private static final String LOST = "jdk.CPUTimeSamplesLost";
  private static final int HOTTEST = 10;
  private static final String NO_KERNEL = "no kernel";

  private final Kind cpuTime = new Kind();
  private final Kind execution = new Kind();

  /** A method of the kernels and the operation that it works for. */
  private record Kernel(String method, String operation) implements Comparable<Kernel> {
    @Override
    public int compareTo(Kernel other) {
      return Comparator.comparing(Kernel::method)
          .thenComparing(Kernel::operation)
          .compare(this, other);
    }
  }

  /** The samples that one kind of event has. */
  private static final class Kind {
    final Map<Long, List<Kernel>> kernelsByThread = new HashMap<>();
    final Counter<String> tops = new Counter<>();
    long lost;

    void add(RecordedEvent event, RecordedThread thread) {
      Optional<Stack> stack = Stack.of(event);
      if (stack.isEmpty()) {
        lost++;
        return;
      }
      tops.add(stack.get().top(), 1);
      kernelsByThread
          .computeIfAbsent(thread == null ? -1 : thread.getId(), _ -> new ArrayList<>())
          .add(
              new Kernel(
                  stack.get().kernel().orElse(NO_KERNEL), stack.get().operation().orElse("")));
    }
  }

  void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case CPU_TIME -> cpuTime.add(event, event.getThread("eventThread"));
      case LOST -> cpuTime.lost += event.getLong("lostSamples");
      case EXECUTION, NATIVE -> {
        // A thread in a native method may as well be asleep: only oneDNN's work counts.
        boolean runs =
            event.getEventType().getName().equals(EXECUTION)
                || Stack.of(event).flatMap(Stack::kernel).isPresent();
        if (runs) {
          execution.add(event, event.getThread("sampledThread"));
        }
      }
      default -> {}
    }
  }

  /**
   * What was found.
   *
   * @param training the threads that train; none if the recording does not tell
   */
  Summary.Samples samples(Set<Long> training) {
    boolean hasCpuTime = cpuTime.tops.total() > 0;
    Kind kind = hasCpuTime ? cpuTime : execution;
    if (kind.tops.total() == 0) {
      return new Summary.Samples(
          Optional.empty(), 0, cpuTime.lost + execution.lost, 0, List.of(), List.of());
    }
    Counter<Kernel> kernels = new Counter<>();
    kind.kernelsByThread.forEach(
        (thread, its) -> {
          if (training.isEmpty() || training.contains(thread)) {
            its.forEach(kernel -> kernels.add(kernel, 1));
          }
        });
    return new Summary.Samples(
        Optional.of(hasCpuTime ? CPU_TIME : EXECUTION),
        Math.toIntExact(kind.tops.total()),
        kind.lost,
        Math.toIntExact(kernels.total()),
        kernels.largest(Integer.MAX_VALUE).stream()
            .map(
                entry ->
                    new Summary.KernelCount(
                        entry.getKey().method(),
                        entry.getKey().operation(),
                        Math.toIntExact(entry.getValue())))
            .toList(),
        kind.tops.largest(HOTTEST).stream()
            .map(entry -> new Summary.MethodCount(entry.getKey(), entry.getValue()))
            .toList());
  }
}
