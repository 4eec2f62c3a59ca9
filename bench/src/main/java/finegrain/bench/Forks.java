package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.Library;

/** Measures a benchmark with a library, in a fresh JVM each time. */
interface Forks {
  ForkOutcome run(BenchmarkCase benchmark, Library library);
}
