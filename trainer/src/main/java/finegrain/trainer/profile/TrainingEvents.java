package finegrain.trainer.profile;

import finegrain.trainer.event.BackendEvent;
import finegrain.trainer.event.EpochEvent;
import finegrain.trainer.event.IdleEvent;
import finegrain.trainer.event.KernelEvent;
import finegrain.trainer.event.ModelFinishedEvent;
import finegrain.trainer.event.PeakEvent;
import finegrain.trainer.event.Phase;
import finegrain.trainer.event.SweepEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;

/** Adds up the events of the trainer. */
final class TrainingEvents {
  private final List<Sweep> sweeps = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private final Map<Phase, Long> flops = new EnumMap<>(Phase.class);
  private final Map<Kernel, Long> kernelFlops = new HashMap<>();
  private final Set<Long> threads = new HashSet<>();
  private Optional<String> backend = Optional.empty();
  private OptionalDouble peakOfThread = OptionalDouble.empty();
  private long idleNanos;
  private long steps;
  private int epochs;
  private int finished;

  private record Sweep(Instant start, int threads, int models) {}

  /** The work or the wait of a thread. */
  private record Span(Instant start, Instant end) {}

  void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case EpochEvent.NAME -> addEpoch(event);
      case IdleEvent.NAME -> {
        idleNanos += event.getDuration().toNanos();
        addSpan(event);
      }
      case SweepEvent.NAME ->
          sweeps.add(
              new Sweep(event.getStartTime(), event.getInt("threads"), event.getInt("models")));
      case KernelEvent.NAME ->
          kernelFlops.merge(
              new Kernel(event.getString("method"), event.getString("operation")),
              event.getLong("flops"),
              Long::sum);
      case ModelFinishedEvent.NAME -> finished++;
      case BackendEvent.NAME -> backend = Optional.ofNullable(event.getString("reason"));
      case PeakEvent.NAME ->
          peakOfThread =
              OptionalDouble.of(event.getDouble("gflops") / Math.max(1, event.getInt("threads")));
      default -> {}
    }
  }

  private void addEpoch(RecordedEvent event) {
    epochs++;
    steps += event.getLong("steps");
    for (Phase phase : Phase.values()) {
      nanos.merge(phase, event.getLong(phase.timeField()), Long::sum);
      if (phase.hasFlops()) {
        flops.merge(phase, event.getLong(phase.flopsField()), Long::sum);
      }
    }
    addSpan(event);
  }

  private void addSpan(RecordedEvent event) {
    spans.add(new Span(event.getStartTime(), event.getEndTime()));
    if (event.getThread() != null) {
      threads.add(event.getThread().getId());
    }
  }

  /** The training threads, by their numbers in the recording. */
  Set<Long> threads() {
    return threads;
  }

  /** Floating-point operations of the kernels that count them. */
  Map<Kernel, Long> kernelFlops() {
    return kernelFlops;
  }

  /** Empty if no thread has trained. */
  Optional<Summary.Training> training() {
    if (epochs == 0) {
      return Optional.empty();
    }
    sweeps.sort(Comparator.comparing(Sweep::start));
    Instant first = spans.stream().map(Span::start).min(Instant::compareTo).orElseThrow();
    if (sweeps.isEmpty() || first.isBefore(sweeps.getFirst().start())) {
      // The recording began after the training.
      sweeps.addFirst(new Sweep(first, threads.size(), 0));
    }
    double seconds = 0;
    double threadSeconds = 0;
    Instant[] ends = ends();
    for (int i = 0; i < ends.length; i++) {
      double its = Duration.between(sweeps.get(i).start(), ends[i]).toNanos() * 1e-9;
      seconds += its;
      threadSeconds += its * sweeps.get(i).threads();
    }
    List<Summary.PhaseTime> phases =
        Arrays.stream(Phase.values())
            .map(
                phase ->
                    new Summary.PhaseTime(
                        phase, nanos.getOrDefault(phase, 0L) * 1e-9, flops.getOrDefault(phase, 0L)))
            .toList();
    return Optional.of(
        new Summary.Training(
            backend,
            sweeps.stream().mapToInt(Sweep::threads).max().orElseThrow(),
            sweeps.stream().mapToInt(Sweep::models).sum(),
            finished,
            epochs,
            steps,
            seconds,
            threadSeconds,
            phases,
            idleNanos * 1e-9,
            peakOfThread));
  }

  /** The end of the last event of each sweep: a stopped run has no event of its end. */
  private Instant[] ends() {
    Instant[] ends = sweeps.stream().map(Sweep::start).toArray(Instant[]::new);
    for (Span span : spans) {
      int sweep = sweeps.size() - 1;
      while (sweeps.get(sweep).start().isAfter(span.start()) && sweep > 0) {
        sweep--;
      }
      if (span.end().isAfter(ends[sweep])) {
        ends[sweep] = span.end();
      }
    }
    return ends;
  }
}
