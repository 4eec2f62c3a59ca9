package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.Library;
import finegrain.kernels.operation.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures benchmarks with the project's kernels and their rivals. The libraries take turns, fork
 * by fork, so that a change of the machine's speed affects all of them.
 *
 * @param rivals beside the project's own
 * @param forks of each library for each benchmark
 */
record RivalMeasurement(List<BenchmarkCase> benchmarks, List<Library> rivals, int forks) {
  /** Follows the progress. */
  interface Listener {
    /** A fork begins. */
    void forking(BenchmarkCase benchmark, Library library, int fork, int done, int all);

    /**
     * All libraries have run a benchmark. The project's own result is the first, if there is one.
     */
    void done(List<Result> results);

    /** A library is left out. */
    void leftOut(Library library, BenchmarkCase benchmark, String reason);
  }

  /** A library that cannot be used with so many threads, or with a class of instructions. */
  private record Missing(Library library, int threads, InstructionSet isa) {
    Missing(Library library, BenchmarkCase benchmark) {
      this(library, benchmark.threads(), benchmark.isa());
    }
  }

  /** The project's own kernels gave a wrong result, or their JVM died. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String sentence) {
      super(sentence);
    }
  }

  RivalMeasurement {
    benchmarks = List.copyOf(benchmarks);
    rivals = List.copyOf(rivals);
  }

  /** The libraries that a benchmark is measured with, in the order of their turns. */
  List<Library> libraries(Operation operation) {
    List<Library> libraries = new ArrayList<>(List.of(Library.FINEGRAIN));
    if (Library.PARTS.has(operation)) {
      libraries.add(Library.PARTS);
    }
    rivals.stream().filter(rival -> rival.has(operation)).forEach(libraries::add);
    return libraries;
  }

  /**
   * Measures all; the results in the order of the benchmarks.
   *
   * @throws Failure if the project's own kernels fail
   */
  List<Result> run(Forks measure, Listener listener) {
    int all =
        benchmarks.stream()
            .mapToInt(benchmark -> libraries(benchmark.operation()).size() * forks)
            .sum();
    int done = 0;
    Set<Missing> missing = new HashSet<>();
    List<Result> results = new ArrayList<>();
    for (BenchmarkCase benchmark : benchmarks) {
      List<Library> libraries = libraries(benchmark.operation());
      int after = done + libraries.size() * forks;
      libraries.removeIf(library -> missing.contains(new Missing(library, benchmark)));
      Map<Library, List<ForkOutcome.Fork>> measured = new EnumMap<>(Library.class);
      for (int fork = 1; fork <= forks; fork++) {
        for (Library library : List.copyOf(libraries)) {
          listener.forking(benchmark, library, fork, done++, all);
          switch (measure.run(benchmark, library)) {
            case ForkOutcome.Fork one ->
                measured.computeIfAbsent(library, _ -> new ArrayList<>()).add(one);
            case ForkOutcome.Unavailable(String reason) -> {
              listener.leftOut(library, benchmark, reason);
              missing.add(new Missing(library, benchmark));
              libraries.remove(library);
            }
            case ForkOutcome.Failed(String reason) -> {
              if (library == Library.FINEGRAIN || library == Library.PARTS) {
                throw new Failure("%s failed at %s: %s".formatted(library.id(), benchmark, reason));
              }
              listener.leftOut(library, benchmark, reason);
              libraries.remove(library);
              measured.remove(library);
            }
          }
        }
      }
      done = after;
      List<Result> ofBenchmark =
          libraries.stream()
              .map(library -> new Result(benchmark, library, measured.get(library)))
              .toList();
      results.addAll(ofBenchmark);
      listener.done(ofBenchmark);
    }
    return results;
  }
}
