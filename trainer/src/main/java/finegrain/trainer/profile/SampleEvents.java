package finegrain.trainer.profile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * Counts the samples of a recording: samples of processor time, or else samples of running threads,
 * which every JDK takes.
 */
final class SampleEvents {
  static final String CPU_TIME = "jdk.CPUTimeSample";
  static final String EXECUTION = "jdk.ExecutionSample";
  static final String NATIVE = "jdk.NativeMethodSample";
  private static final String LOST = "jdk.CPUTimeSamplesLost";
  private static final int HOTTEST = 10;
  private static final String NO_KERNEL = "no kernel";
  private static final long NO_THREAD = -1;

  /** The processor time of a sample; longer than the setting if the JVM skipped samples. */
  private static final String PERIOD = "samplingPeriod";

  private final Kind cpuTime = new Kind();
  private final Kind execution = new Kind();

  /**
   * Samples of a kernel.
   *
   * @param nanos of processor time, if that is known
   */
  private record Taken(int samples, long nanos) {
    static final Taken NONE = new Taken(0, 0);

    Taken plus(Taken other) {
      return new Taken(samples + other.samples, nanos + other.nanos);
    }
  }

  /** The samples of a thread. */
  private static final class OfThread {
    final Map<Kernel, Taken> kernels = new HashMap<>();
    long lost;
  }

  /** The samples of one kind of event. */
  private static final class Kind {
    final Map<Long, OfThread> threads = new HashMap<>();
    final Counter tops = new Counter();

    void add(RecordedEvent event, RecordedThread thread) {
      Optional<Stack> stack = Stack.of(event);
      if (stack.isEmpty()) {
        lose(thread, 1);
        return;
      }
      tops.add(stack.get().top(), 1);
      long nanos = event.hasField(PERIOD) ? event.getDuration(PERIOD).toNanos() : 0;
      of(thread)
          .kernels
          .merge(
              new Kernel(
                  stack.get().kernel().orElse(NO_KERNEL), stack.get().operation().orElse("")),
              new Taken(1, nanos),
              Taken::plus);
    }

    void lose(RecordedThread thread, long samples) {
      of(thread).lost += samples;
    }

    private OfThread of(RecordedThread thread) {
      return threads.computeIfAbsent(
          thread == null ? NO_THREAD : thread.getId(), _ -> new OfThread());
    }

    long lost() {
      return threads.values().stream().mapToLong(its -> its.lost).sum();
    }
  }

  void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case CPU_TIME -> cpuTime.add(event, event.getThread("eventThread"));
      case LOST -> cpuTime.lose(event.getThread("eventThread"), event.getLong("lostSamples"));
      case EXECUTION, NATIVE -> {
        // A thread in a native method may sleep: only the work of oneDNN counts.
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
   * The summary of the samples.
   *
   * @param training knows the training threads and the operations of the kernels; if it knows no
   *     such threads, all threads count
   * @param trained the summary of {@code training}
   */
  Summary.Samples samples(TrainingEvents training, Optional<Summary.Training> trained) {
    boolean hasCpuTime = cpuTime.tops.total() > 0 || execution.tops.total() == 0;
    Kind kind = hasCpuTime ? cpuTime : execution;
    Map<Kernel, Taken> kernels = new TreeMap<>();
    training.kernelFlops().keySet().forEach(kernel -> kernels.put(kernel, Taken.NONE));
    long trainingLost = 0;
    for (Map.Entry<Long, OfThread> thread : kind.threads.entrySet()) {
      if (training.threads().isEmpty() || training.threads().contains(thread.getKey())) {
        thread.getValue().kernels.forEach((kernel, its) -> kernels.merge(kernel, its, Taken::plus));
        trainingLost += thread.getValue().lost;
      }
    }
    int trainingCount = kernels.values().stream().mapToInt(Taken::samples).sum();
    // Without a period, all samples have the same time.
    OptionalDouble secondsOfSample =
        trained.isPresent() && trainingCount > 0
            ? OptionalDouble.of(trained.get().busySeconds() / trainingCount)
            : OptionalDouble.empty();
    return new Summary.Samples(
        kind.tops.total() == 0 ? Optional.empty() : Optional.of(hasCpuTime ? CPU_TIME : EXECUTION),
        Math.toIntExact(kind.tops.total()),
        kind.lost(),
        trainingCount,
        trainingLost,
        kernels.entrySet().stream()
            .map(
                entry ->
                    new Summary.KernelTime(
                        entry.getKey().method(),
                        entry.getKey().operation(),
                        entry.getValue().samples(),
                        hasCpuTime
                            ? OptionalDouble.of(entry.getValue().nanos() * 1e-9)
                            : scaled(secondsOfSample, entry.getValue().samples()),
                        training.kernelFlops().getOrDefault(entry.getKey(), 0L)))
            .sorted(Comparator.comparing(Summary.KernelTime::samples, Comparator.reverseOrder()))
            .toList(),
        kind.tops.largest(HOTTEST));
  }

  private static OptionalDouble scaled(OptionalDouble each, int count) {
    return each.isPresent() ? OptionalDouble.of(each.getAsDouble() * count) : each;
  }
}
