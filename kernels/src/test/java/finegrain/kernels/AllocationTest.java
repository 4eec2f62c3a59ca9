package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.operation.Geometry;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Problem;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once compiled, no operation allocates: every vector stays in a register. If C2 did not inline a
 * function of vectors, it would box them and be a hundred times slower.
 */
class AllocationTest {
  private static final int WARM_UP = 5_000;
  private static final int MEASURED = 1_000;

  /** C2 compiles in the background, on a machine that may have other work, perhaps twice. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(25);

  static List<Problem> problems() {
    return Problem.every(9, 37, 19);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void allocatesNothingOnceCompiled(Problem problem) throws InterruptedException {
    assumeTrue(new VectorBackend().availability() instanceof Available, "vector cannot run here");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Operands operands = Fixtures.operands(problem, new SplittableRandom(1));
    try (Kernels kernels = new VectorKernels(1)) {
      long allocated = Long.MAX_VALUE;
      long begin = System.nanoTime();
      while (allocated >= MEASURED && System.nanoTime() - begin < PATIENCE.toNanos()) {
        repeat(operands, kernels, WARM_UP);
        Thread.sleep(PAUSE);
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(operands, kernels, MEASURED);
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      // Less than a byte a call.
      assertThat(allocated).as("bytes in %d calls of %s", MEASURED, problem).isLessThan(MEASURED);
    }
  }

  /**
   * C2 decides by what a JVM has run before. A tail of a row is rare after rows of whole vectors: a
   * method that is called for the tail alone is then not inlined.
   */
  @Test
  void allocatesNothingAfterOtherShapes() throws InterruptedException {
    assumeTrue(new VectorBackend().availability() instanceof Available, "vector cannot run here");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels kernels = new VectorKernels(1)) {
      for (int columns : new int[] {5, 16, 32, 8, 16, 1}) {
        for (Problem problem : onMatrices(Problem.every(8, columns, 24))) {
          repeat(Fixtures.operands(problem, new SplittableRandom(1)), kernels, WARM_UP);
        }
      }
      List<String> allocating = new ArrayList<>();
      for (Problem problem : onMatrices(Problem.every(8, 19, 24))) {
        Operands operands = Fixtures.operands(problem, new SplittableRandom(1));
        long allocated = Long.MAX_VALUE;
        for (int turn = 0; turn < 12 && allocated >= MEASURED; turn++) {
          repeat(operands, kernels, WARM_UP);
          Thread.sleep(PAUSE.multipliedBy(turn));
          long before = threads.getCurrentThreadAllocatedBytes();
          repeat(operands, kernels, MEASURED);
          allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        if (allocated >= MEASURED) {
          allocating.add("%s: %d bytes a call".formatted(problem, allocated / MEASURED));
        }
      }
      assertThat(allocating).isEmpty();
    }
  }

  /** Those without images and tokens, for which {@link LayerAllocationTest} does the same. */
  private static List<Problem> onMatrices(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> problem.shape().geometry() instanceof Geometry.Flat)
        .toList();
  }

  private static void repeat(Operands operands, Kernels kernels, int times) {
    for (int i = 0; i < times; i++) {
      operands.run(kernels);
    }
  }
}
