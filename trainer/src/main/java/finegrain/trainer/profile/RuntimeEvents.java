package finegrain.trainer.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;

/** Adds up the events of the JVM itself: memory, garbage collections, compilers. */
final class RuntimeEvents {
  private static final int SITES = 3;
  private static final int REASONS = 5;

  private final Map<Long, Long> allocatedByThread = new HashMap<>();
  private final Counter sites = new Counter();
  private int collections;
  private Duration pauses = Duration.ZERO;
  private Duration longestPause = Duration.ZERO;
  private final Map<String, Summary.Compiled> compiled = new TreeMap<>();
  private final Map<Integer, String> methodByCompilation = new HashMap<>();
  private final Map<Integer, String> failureByCompilation = new TreeMap<>();
  private Optional<Duration> firstCompilerTime = Optional.empty();
  private Optional<Duration> lastCompilerTime = Optional.empty();
  private int deoptimisations;
  private int deoptimisationsInKernels;
  private final Counter reasons = new Counter();
  private Optional<String> java = Optional.empty();

  void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ObjectAllocationSample" -> allocated(event);
      case "jdk.GarbageCollection" -> {
        collections++;
        pauses = pauses.plus(event.getDuration("sumOfPauses"));
        Duration longest = event.getDuration("longestPause");
        longestPause = longest.compareTo(longestPause) > 0 ? longest : longestPause;
      }
      case "jdk.Compilation" -> compiled(event);
      case "jdk.CompilationFailure" -> {
        String reason = String.valueOf(event.getString("failureMessage"));
        // The JVM repeats these compilations.
        if (!reason.startsWith("retry") && !reason.contains("invalidated")) {
          failureByCompilation.put(event.getInt("compileId"), reason);
        }
      }
      case "jdk.CompilerStatistics" -> {
        Optional<Duration> total = Optional.of(event.getDuration("totalTimeSpent"));
        firstCompilerTime = firstCompilerTime.or(() -> total);
        lastCompilerTime = total;
      }
      case "jdk.Deoptimization" -> {
        deoptimisations++;
        reasons.add(event.getString("reason"), 1);
        RecordedMethod method = event.getValue("method");
        if (method != null && Stack.isKernel(method)) {
          deoptimisationsInKernels++;
        }
      }
      case "jdk.JVMInformation" -> java = Optional.ofNullable(event.getString("jvmVersion"));
      default -> {}
    }
  }

  private void allocated(RecordedEvent event) {
    // The bytes that the thread has allocated since its last sample.
    long bytes = event.getLong("weight");
    RecordedThread thread = event.getThread();
    allocatedByThread.merge(thread == null ? -1 : thread.getId(), bytes, Long::sum);
    Stack.of(event).flatMap(Stack::ofProgram).ifPresent(method -> sites.add(method, bytes));
  }

  private void compiled(RecordedEvent event) {
    RecordedMethod method = event.getValue("method");
    if (method != null) {
      methodByCompilation.put(event.getInt("compileId"), Stack.name(method));
    }
    compiled.merge(
        event.getString("compiler"),
        new Summary.Compiled(1, event.getDuration().toNanos() * 1e-9),
        (a, b) -> new Summary.Compiled(a.count() + b.count(), a.seconds() + b.seconds()));
  }

  /** The version of the JVM. */
  Optional<String> java() {
    return java;
  }

  Summary.Allocation allocation(Set<Long> training) {
    long all = 0;
    long ofTraining = 0;
    for (Map.Entry<Long, Long> entry : allocatedByThread.entrySet()) {
      all += entry.getValue();
      if (training.isEmpty() || training.contains(entry.getKey())) {
        ofTraining += entry.getValue();
      }
    }
    return new Summary.Allocation(all, ofTraining, sites.largest(SITES));
  }

  Summary.Collections collections() {
    return new Summary.Collections(
        collections, pauses.toNanos() * 1e-9, longestPause.toNanos() * 1e-9);
  }

  Summary.Compilers compilers() {
    List<String> givenUp = new ArrayList<>();
    failureByCompilation.forEach(
        (compilation, reason) ->
            givenUp.add(
                "%s: %s"
                    .formatted(
                        methodByCompilation.getOrDefault(compilation, "compilation " + compilation),
                        reason)));
    double each = compiled.values().stream().mapToDouble(Summary.Compiled::seconds).sum();
    double total =
        lastCompilerTime
            .map(last -> last.minus(firstCompilerTime.orElse(Duration.ZERO)).toNanos() * 1e-9)
            .orElse(0.0);
    // The recording may lack single short compilations.
    return new Summary.Compilers(
        lastCompilerTime.isPresent() || !compiled.isEmpty(),
        Math.max(each, total),
        compiled,
        givenUp);
  }

  Summary.Deoptimisations deoptimisations() {
    return new Summary.Deoptimisations(
        deoptimisations, deoptimisationsInKernels, reasons.largest(REASONS));
  }
}
