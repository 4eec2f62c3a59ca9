package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Cross-entropies, with and without their gradients. */
public class LossBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"cross-entropy", "cross-entropy-gradient"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"32x8", "1024x8"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void loss() {
    call();
  }
}
