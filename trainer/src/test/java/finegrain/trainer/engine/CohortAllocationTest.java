package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Kernels;
import finegrain.trainer.event.EpochEvent;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Once compiled, a step of training allocates nothing. */
class CohortAllocationTest {
  /** Epochs between two looks: some thousands of steps. */
  private static final int EPOCHS = 200;

  /** What an epoch may allocate, for its stream of random numbers: a few bytes a step. */
  private static final long BYTES_OF_AN_EPOCH = 200;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(strings = {"paper", "released"})
  void aStepAllocatesNothing(String protocolName) throws InterruptedException {
    assertAllocatesNothing(protocolName);
  }

  /** Nor does it while the phases of the epochs are timed for a recording. */
  @Test
  void aStepThatIsRecordedAllocatesNothing() throws InterruptedException {
    try (Recording recording = new Recording()) {
      recording.enable(EpochEvent.NAME);
      recording.start();
      assertAllocatesNothing("released");
    }
  }

  private static void assertAllocatesNothing(String protocolName) throws InterruptedException {
    Task task = CohortTest.task(1);
    Setup setup = new Setup(task, Protocol.named(protocolName), 1, 700);
    List<ModelSpec> models =
        Stream.of(3, 16, 19)
            .flatMap(
                width ->
                    Stream.of(Target.COARSE, Target.FINE)
                        .map(
                            kind ->
                                new ModelSpec(
                                    Architectures.perceptron(width), 90, 0, CohortTest.MAP, kind)))
            .toList();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      SampleStore store = new SampleStore(task, 1, CohortTest.backend("auto"), SparseRule.NEVER);
      Meter meter = new Meter();
      Cohort cohort = new CohortEngine(setup, store, models.size(), meter).begin(models);
      long allocated = Long.MAX_VALUE;
      long begin = System.nanoTime();
      while (allocated > EPOCHS * BYTES_OF_AN_EPOCH
          && System.nanoTime() - begin < PATIENCE.toNanos()) {
        // C2 compiles in the background.
        Thread.sleep(25);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
          cohort.train(kernels);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      // 450 samples in batches of 8, the last one of 2.
      assertThat(allocated)
          .as("bytes in %d steps", EPOCHS * 57)
          .isLessThanOrEqualTo(EPOCHS * BYTES_OF_AN_EPOCH);
    }
  }
}
