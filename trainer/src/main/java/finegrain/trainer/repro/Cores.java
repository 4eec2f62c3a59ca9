package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.ProcessorAffinity;
import finegrain.kernels.ProcessorAffinity.Answer.Impossible;
import finegrain.kernels.ProcessorAffinity.Answer.Processors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Searches for a core that computes wrongly, always or sometimes. Half of the time, the standard
 * workload runs on one core after the other; half of the time on all cores at once, when they are
 * hot and share their power.
 */
public final class Cores {
  private static final double WARM_UP_SECONDS = 1;
  private static final double WARM_UP_SHARE = 0.1;

  private final StandardWorkload workload = new StandardWorkload(ReferenceHashes.released());
  private final Backend backend;
  private final Optional<ProcessorAffinity> affinity;
  private final Optional<FlipSwitch> flips;

  /** A search with a backend that has the reference bits. */
  public Cores(Backend backend) {
    this(backend, ProcessorAffinity.installed(), FlipSwitch.ofThisProcess());
  }

  Cores(Backend backend, Optional<ProcessorAffinity> affinity, Optional<FlipSwitch> flips) {
    this.backend = backend;
    this.affinity = affinity;
    this.flips = flips;
  }

  /** The result of a thread. */
  private record Count(String where, long rounds, long mismatches, Optional<String> first) {
    String words() {
      return "%s: %d %s, %d %s"
          .formatted(
              where,
              rounds,
              rounds == 1 ? "round" : "rounds",
              mismatches,
              mismatches == 1 ? "mismatch" : "mismatches");
    }
  }

  /** The cores that threads can be bound to, or the reason why they cannot. */
  private ProcessorAffinity.Answer cores() {
    return affinity
        .map(ProcessorAffinity::processors)
        .orElse(new Impossible("the module finegrain.onednn, which can, is not there"));
  }

  /**
   * Searches for so long, and tells of each core.
   *
   * @return whether every round on every core gave the reference bits
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean run(double seconds, Consumer<String> say) throws InterruptedException {
    warmUp(Math.min(WARM_UP_SECONDS, seconds * WARM_UP_SHARE));
    return switch (cores()) {
      case Processors(List<Integer> numbers) -> bound(numbers, seconds, say);
      case Impossible(String reason) -> {
        int threads = Runtime.getRuntime().availableProcessors();
        say.accept(
            "threads cannot be bound to cores here: %s; so %d threads run on any cores"
                .formatted(reason, threads));
        List<Count> counts = together(unbound(threads), seconds);
        counts.forEach(count -> tell(count, say));
        yield conclude(counts, say);
      }
    };
  }

  private boolean bound(List<Integer> cores, double seconds, Consumer<String> say)
      throws InterruptedException {
    double alone = seconds / 2 / cores.size();
    say.accept(
        String.format(
            Locale.ROOT,
            "%d %s, each alone for %.1f s, then all at once for %.1f s",
            cores.size(),
            cores.size() == 1 ? "core" : "cores",
            alone,
            seconds / 2));
    List<Count> counts = new ArrayList<>();
    for (int core : cores) {
      List<Count> one = together(List.of(new Place("core " + core, OptionalInt.of(core))), alone);
      one.forEach(count -> tell(count, say));
      counts.addAll(one);
    }
    List<Place> all =
        cores.stream()
            .map(core -> new Place("core %d, all at once".formatted(core), OptionalInt.of(core)))
            .toList();
    List<Count> atOnce = together(all, seconds / 2);
    atOnce.forEach(count -> tell(count, say));
    counts.addAll(atOnce);
    return conclude(counts, say);
  }

  /** Where a thread runs; on a core, if there is one. */
  private record Place(String name, OptionalInt core) {}

  private static List<Place> unbound(int threads) {
    return IntStream.range(0, threads)
        .mapToObj(thread -> new Place("thread " + thread, OptionalInt.empty()))
        .toList();
  }

  private static void tell(Count count, Consumer<String> say) {
    say.accept(count.words());
    count.first().ifPresent(first -> say.accept("  the first " + first));
  }

  private static boolean conclude(List<Count> counts, Consumer<String> say) {
    List<String> wrong =
        counts.stream().filter(count -> count.mismatches() > 0).map(Count::where).toList();
    say.accept(
        wrong.isEmpty()
            ? "No core departs from the reference bits."
            : "Wrong results on: " + String.join("; ", wrong));
    return wrong.isEmpty();
  }

  /** Runs rounds that do not count, until the code is compiled. */
  private void warmUp(double seconds) throws InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      workload.runInOneThread(backend);
    }
  }

  /** A thread at each place, for so many seconds and one round at least. */
  private List<Count> together(List<Place> places, double seconds) throws InterruptedException {
    List<Count> counts = new ArrayList<>();
    try (ExecutorService team = Executors.newFixedThreadPool(places.size())) {
      long end = System.nanoTime() + (long) (seconds * 1e9);
      List<Future<Count>> running = new ArrayList<>();
      places.forEach(place -> running.add(team.submit(() -> count(place, end))));
      try {
        for (Future<Count> one : running) {
          counts.add(one.get());
        }
      } catch (ExecutionException failure) {
        throw new IllegalStateException(failure.getCause());
      } finally {
        team.shutdownNow();
      }
    }
    return counts;
  }

  private Count count(Place place, long end) throws InterruptedException {
    String where = place.name();
    if (place.core().isPresent()) {
      // Threads that this one starts are bound with it.
      int core = place.core().getAsInt();
      if (affinity.orElseThrow().bind(List.of(core)) instanceof Impossible(String reason)) {
        where += " (not bound to it: %s)".formatted(reason);
      }
    }
    Backend here = flips.map(flip -> flip.spoil(backend, place.core())).orElse(backend);
    long rounds = 0;
    long mismatches = 0;
    Optional<String> first = Optional.empty();
    do {
      rounds++;
      Optional<String> mismatch = mismatch(here);
      if (mismatch.isPresent()) {
        mismatches++;
      }
      if (mismatch.isPresent() && first.isEmpty()) {
        first = Optional.of("in round %d, %s".formatted(rounds, mismatch.get()));
      }
    } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
    return new Count(where, rounds, mismatches, first);
  }

  /** A round's mismatch. A core that computes wrongly may also end it with any exception. */
  private Optional<String> mismatch(Backend here) throws InterruptedException {
    try {
      return workload.runInOneThread(here).first().map(Object::toString);
    } catch (RuntimeException failure) {
      return Optional.of("the workload failed: " + failure);
    }
  }
}
