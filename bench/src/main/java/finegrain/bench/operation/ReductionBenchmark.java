package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Sums of rows and of columns. */
public class ReductionBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"row-sums", "column-sums"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"32x8", "32x100", "1024x1000"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void sums() {
    call();
  }
}
