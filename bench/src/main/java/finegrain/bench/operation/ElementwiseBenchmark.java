package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Functions by elements, and the gradients of activations. */
public class ElementwiseBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"exp", "log", "relu", "tanh", "sigmoid", "relu-gradient", "tanh-gradient"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"4096", "1048576"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void elementwise() {
    call();
  }
}
