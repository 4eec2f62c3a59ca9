package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The matrix product, packing included. */
public class MatmulBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"matmul"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"8x100x784", "32x100x784", "784x100x32:left", "256x256x256", "1024x1024x1024"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void matmul() {
    call();
  }
}
