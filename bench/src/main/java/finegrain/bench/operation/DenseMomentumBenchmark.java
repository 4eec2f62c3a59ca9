package finegrain.bench.operation;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** A gradient's product and the momentum step by it, in one call. */
public class DenseMomentumBenchmark extends MeasuredOperation {
  /** The id of an {@link Operation}. */
  @Param({"dense-momentum"})
  public String operation;

  /** As {@link Shape#parse} reads it. */
  @Param({"784x200x8:left", "784x560x32:left"})
  public String shape;

  @Override
  protected Task task() {
    return new Task(Operation.named(operation).orElseThrow(), Shape.parse(shape), threads);
  }

  /** One call. */
  @Benchmark
  public void denseMomentum() {
    call();
  }
}
