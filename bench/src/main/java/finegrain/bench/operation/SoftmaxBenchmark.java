package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Softmax by rows, and its logarithm. */
public class SoftmaxBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"softmax", "log-softmax"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"32x8", "32x100", "32x1000", "1024x8", "1024x100", "1024x1000"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void softmax() {
    call();
  }
}
