package finegrain.bench;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The matrix product, packing included, on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatmulBenchmark {
  /** Rows x columns x inner, as a step of the trainer has them, and two squares. */
  @Param({"8x100x784", "32x100x784", "256x100x784", "256x256x256", "1024x1024x1024"})
  public String shape;

  @Param({"NONE", "LEFT", "RIGHT"})
  public Transposed transposed;

  @Param("vector")
  public String backend;

  private Kernels kernels;
  private Matrix a;
  private Matrix b;
  private Matrix c;

  @Setup
  public void allocate() {
    String[] sizes = shape.split("x", 3);
    int rows = Integer.parseInt(sizes[0]);
    int columns = Integer.parseInt(sizes[1]);
    int inner = Integer.parseInt(sizes[2]);
    boolean left = transposed == Transposed.LEFT;
    boolean right = transposed == Transposed.RIGHT;
    a = Matrix.allocate(left ? inner : rows, left ? rows : inner);
    b = Matrix.allocate(right ? columns : inner, right ? inner : columns);
    c = Matrix.allocate(rows, columns);
    a.fill(0.5f);
    b.fill(0.25f);
    kernels = Backends.choose(backend).backend().open();
  }

  @TearDown
  public void close() {
    kernels.close();
  }

  @Benchmark
  public Matrix matmul() {
    kernels.matmul(transposed, a, b, c);
    return c;
  }
}
