package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Cross-entropies of sigmoid units, with and without their gradients. */
public class BinaryLossBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"binary-cross-entropy", "binary-cross-entropy-gradient"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"32x1", "1024x1"})
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
