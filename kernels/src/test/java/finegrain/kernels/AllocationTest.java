package finegrain.kernels;

import static finegrain.kernels.Fixtures.matrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Backend.Availability.Available;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once compiled, no operation allocates: every vector stays in a register. One that does not, say
 * because C2 does not inline a function of vectors, boxes them at a hundred times the cost.
 */
class AllocationTest {
  private static final int WARM_UP = 5_000;
  private static final int MEASURED = 1_000;

  /** C2 compiles in the background, on a machine that may have other work, perhaps twice. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(25);

  static List<Operation> operations() {
    return Operation.all(9, 19, 37);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void allocatesNothingOnceCompiled(Operation operation) throws InterruptedException {
    assumeTrue(new VectorBackend().availability() instanceof Available, "vector cannot run here");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SplittableRandom random = new SplittableRandom(1);
    Matrix[] matrices =
        operation.shapes().stream()
            .map(shape -> matrix(random, shape.rows(), shape.columns(), false))
            .toArray(Matrix[]::new);
    Operation.Call call = operation.call();
    try (Kernels kernels = new VectorKernels(1)) {
      long allocated = Long.MAX_VALUE;
      long begin = System.nanoTime();
      while (allocated >= MEASURED && System.nanoTime() - begin < PATIENCE.toNanos()) {
        repeat(call, kernels, matrices, WARM_UP);
        Thread.sleep(PAUSE);
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(call, kernels, matrices, MEASURED);
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      // Less than a byte a call.
      assertThat(allocated).as("bytes in %d calls of %s", MEASURED, operation).isLessThan(MEASURED);
    }
  }

  private static void repeat(Operation.Call call, Kernels kernels, Matrix[] matrices, int times) {
    for (int i = 0; i < times; i++) {
      call.run(kernels, matrices);
    }
  }
}
