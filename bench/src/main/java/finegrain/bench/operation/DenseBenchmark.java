package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A fully connected layer: product, bias and activation in one call. */
public class DenseBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"dense-relu", "dense-tanh"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"8x200x784", "32x100x784", "32x560x784", "1024x100x784"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void dense() {
    call();
  }
}
