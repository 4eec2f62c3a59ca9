package finegrain.bench.operation;

import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Any operation, on any shape that suits it: {@code -p operation=softmax -p shape=32x100}. */
public class OperationBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param("matmul")
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param("32x100x784")
  public String shape;

  @Override
  protected BenchmarkCase benchmark() {
    return new BenchmarkCase(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void operation() {
    call();
  }
}
