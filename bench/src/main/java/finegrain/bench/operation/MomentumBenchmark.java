package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Stochastic gradient descent with momentum. */
public class MomentumBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"momentum-step"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"784x100", "784x560"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void momentumStep() {
    call();
  }
}
