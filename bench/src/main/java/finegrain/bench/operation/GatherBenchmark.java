package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Products whose left side is rows by index. */
public class GatherBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"gather-matmul", "gather-dense-relu"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"8x200x784", "32x560x784"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void gather() {
    call();
  }
}
