package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Kernels;
import finegrain.trainer.labels.RingsTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.StoppingCriterion;
import finegrain.trainer.training.TrainedModel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine for single networks trains a perceptron to the bits that it has in a cohort. */
class NetworkEngineTest {
  private static final long SEED = 5;
  private static final String TREE = "00011/01122";

  private static List<ModelSpec> models() {
    List<ModelSpec> models = new ArrayList<>();
    for (int repeat = 0; repeat < 2; repeat++) {
      for (int width : new int[] {1, 3, 17}) {
        for (Target target :
            List.of(
                Target.COARSE,
                Target.FINE,
                new Target.Matched(),
                new Target.Level(2),
                new Target.Blended(List.of(0.0)),
                new Target.Blended(List.of(0.3)),
                new Target.Blended(List.of(1.0, 0.5, 0.25)),
                new Target.Inferred(3))) {
          models.add(new ModelSpec(Architectures.perceptron(width), 21, repeat, TREE, target));
        }
      }
    }
    return models;
  }

  private static Map<ModelSpec, TrainedModel> train(Sweep sweep, int threads)
      throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    sweep.run(
        models(),
        threads,
        (model, _, weights) -> {
          assertThat(weights.sha256()).isEqualTo(model.weightsSha256());
          trained.put(model.spec(), CohortTest.uncounted(model));
        });
    assertThat(sweep.meter().alive()).isZero();
    return trained;
  }

  private static Map<ModelSpec, TrainedModel> assertSame(Setup setup, String backend, int threads)
      throws InterruptedException {
    Map<ModelSpec, TrainedModel> cohorts =
        train(new Sweep(setup, List.of(21), CohortTest.backend("auto"), 1000), 1);
    assertThat(train(Sweep.ofNetworks(setup, CohortTest.backend(backend)), threads))
        .isEqualTo(cohorts);
    return cohorts;
  }

  @ParameterizedTest
  @CsvSource({"paper, auto, 1", "paper, scalar, 2", "released, auto, 2", "released, scalar, 1"})
  void aPerceptronHasTheBitsOfItsCohort(String protocol, String backend, int threads)
      throws InterruptedException {
    for (Task task : List.of(CohortTest.task(1), new RingsTask(5, 0.15, 5))) {
      assertSame(
          new Setup(
              task, Protocol.named(protocol), SEED, 4, StoppingCriterion.COARSE_ACCURACY, true),
          backend,
          threads);
    }
  }

  @Test
  void aPerceptronStopsAtTheEpochAtWhichItStopsInItsCohort() throws InterruptedException {
    Setup setup = new Setup(CohortTest.task(1), Protocol.named("released"), SEED, 200);
    assertThat(
            assertSame(setup, "auto", 2).values().stream()
                .map(one -> one.epochs().size())
                .distinct()
                .count())
        .isGreaterThan(3);
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 1e38f})
  void aPerceptronDivergesAsInItsCohort(float scale) throws InterruptedException {
    Setup setup = new Setup(CohortTest.task(scale), CohortTest.STEEP, SEED, 30);
    assertThat(assertSame(setup, "auto", 1).values().stream().map(TrainedModel::diverged))
        .contains(true);
  }

  /** Once compiled, an epoch allocates the random stream of its order, and a step nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"paper", "released"})
  void aStepAllocatesNothing(String protocol) throws InterruptedException {
    int epochs = 200;
    long mostBytes = 200L * epochs;
    Setup setup = new Setup(CohortTest.task(1), Protocol.named(protocol), 1, 700);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      Cohort training =
          new NetworkEngine(
                  setup,
                  new SampleStore(setup.task(), 1, CohortTest.backend("auto"), SparseRule.NEVER),
                  new Meter())
              .begin(
                  List.of(
                      new ModelSpec(
                          Architectures.perceptron(16), 90, 0, CohortTest.MAP, Target.FINE)));
      long allocated = Long.MAX_VALUE;
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (allocated > mostBytes && System.nanoTime() < end) {
        // C2 compiles in the background.
        Thread.sleep(25);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int epoch = 0; epoch < epochs; epoch++) {
          training.train(kernels);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(allocated).isLessThanOrEqualTo(mostBytes);
    }
  }
}
