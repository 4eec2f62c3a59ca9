package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backends;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Trainings on four clouds of points, the corners of a square; a coarse class is a diagonal. */
class SweepTest {
  private static final String DIAGONALS = "0110";

  private record Clouds(int size, long seed, float spread) implements Samples {
    @Override
    public int features() {
      return 2;
    }

    @Override
    public int label(int i) {
      return i % 4;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
      target[offset] = (i & 1) * 2 - 1 + (float) random.nextGaussian() * spread;
      target[offset + 1] = (i & 2) - 1 + (float) random.nextGaussian() * spread;
    }
  }

  private static Task task(float spread) {
    Dataset dataset =
        Dataset.inMemory(
            "clouds",
            List.of("a", "b", "c", "d"),
            new Clouds(400, 1, spread),
            new Clouds(800, 2, spread));
    return new DatasetTask(dataset, List.of(0, 1, 2, 3));
  }

  private static Sweep sweep(Task task, String protocol, int epochs) {
    return new Sweep(
        new Setup(task, Protocol.named(protocol), 5, epochs),
        List.of(50, 90),
        Backends.choose("auto").backend(),
        Integer.MAX_VALUE);
  }

  private static Map<ModelSpec, TrainedModel> train(
      Task task, String protocol, List<ModelSpec> models, int epochs, int threads)
      throws InterruptedException {
    Sweep sweep = sweep(task, protocol, epochs);
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    sweep.run(models, threads, (model, seconds, _) -> trained.put(model.spec(), model));
    return trained;
  }

  @Test
  void modelsLearnWhatCanBeLearnt() throws InterruptedException {
    for (String protocol : Protocol.NAMES) {
      for (Target labels : List.of(Target.COARSE, Target.FINE)) {
        ModelSpec spec = new ModelSpec(Architectures.perceptron(20), 90, 0, DIAGONALS, labels);
        TrainedModel model = train(task(0.2f), protocol, List.of(spec), 700, 1).get(spec);
        assertThat(model.test().coarseAccuracy()).as("%s %s", protocol, labels).isGreaterThan(0.97);
        assertThat(model.diverged()).isFalse();
      }
    }
  }

  @Test
  void losesNothingWhenAModelIsTrainedBesideOthers() throws InterruptedException {
    List<ModelSpec> models = new ArrayList<>();
    for (int repeat = 0; repeat < 3; repeat++) {
      for (int width : new int[] {3, 17}) {
        for (Target labels : List.of(Target.COARSE, Target.FINE)) {
          models.add(
              new ModelSpec(
                  Architectures.perceptron(width),
                  width == 3 ? 50 : 90,
                  repeat,
                  DIAGONALS,
                  labels));
        }
      }
    }
    Map<ModelSpec, TrainedModel> together = train(task(0.5f), "released", models, 5, 4);
    assertThat(together).hasSize(models.size());
    for (ModelSpec model : models) {
      assertThat(train(task(0.5f), "released", List.of(model), 5, 1).get(model))
          .isEqualTo(together.get(model));
    }
  }

  /** One cohort, which two threads share after its first epoch, with the bits of one. */
  @Test
  void anIdleThreadTakesOverModels() throws InterruptedException {
    List<ModelSpec> models = new ArrayList<>();
    for (int width : new int[] {3, 5, 17}) {
      for (Target labels : List.of(Target.COARSE, Target.FINE)) {
        models.add(new ModelSpec(Architectures.perceptron(width), 90, 0, DIAGONALS, labels));
      }
    }
    Sweep sweep = sweep(task(0.5f), "released", 200);
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    Set<Thread> threads = new HashSet<>();
    sweep.run(
        models,
        2,
        (model, seconds, _) -> {
          trained.put(model.spec(), model);
          threads.add(Thread.currentThread());
        });
    assertThat(threads).hasSize(2);
    assertThat(sweep.meter().alive()).isZero();
    assertThat(trained).isEqualTo(train(task(0.5f), "released", models, 200, 1));
  }

  @Test
  void theOtherThreadsBeginWhenTheyMay() throws InterruptedException {
    List<ModelSpec> models = new ArrayList<>();
    for (int repeat = 0; repeat < 3; repeat++) {
      models.add(new ModelSpec(Architectures.perceptron(5), 50, repeat, DIAGONALS, Target.FINE));
    }
    CountDownLatch first = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    sweep(task(0.5f), "released", 5)
        .run(
            models,
            3,
            first::await,
            (model, seconds, _) -> {
              threads.add(Thread.currentThread());
              first.countDown();
            });
    assertThat(threads).hasSize(3);
    assertThat(first.getCount()).isZero();
  }

  @Test
  void tellsWhenTheFirstEpochEnded() throws InterruptedException {
    Sweep sweep = sweep(task(0.5f), "released", 5);
    assertThat(sweep.meter().firstEpoch()).isEmpty();
    Instant before = Instant.now();
    sweep.run(
        List.of(new ModelSpec(Architectures.perceptron(5), 50, 0, DIAGONALS, Target.FINE)),
        1,
        (model, seconds, _) -> {});
    assertThat(sweep.meter().firstEpoch().orElseThrow()).isBetween(before, Instant.now());
  }

  @Test
  void theFineLossIsTheSumOfItsParts() throws InterruptedException {
    ModelSpec spec = new ModelSpec(Architectures.perceptron(5), 50, 0, DIAGONALS, Target.FINE);
    TrainedModel model = train(task(0.5f), "paper", List.of(spec), 3, 1).get(spec);
    assertThat(model.epochs()).hasSize(3);
    for (EpochRecord epoch : model.epochs()) {
      Scores scores = epoch.validation();
      assertThat(scores.coarseLoss() + scores.intraLoss().orElseThrow())
          .isCloseTo(scores.loss(), within(1e-6));
    }
  }

  @Test
  void aCoarseModelHasNoIntraLoss() throws InterruptedException {
    ModelSpec coarse = new ModelSpec(Architectures.perceptron(5), 50, 0, DIAGONALS, Target.COARSE);
    TrainedModel model = train(task(0.5f), "paper", List.of(coarse), 1, 1).get(coarse);
    assertThat(model.validation().intraLoss()).isEmpty();
    assertThat(model.validation().coarseLoss()).isEqualTo(model.validation().loss());
    assertThat(model.validation().coarseAccuracy()).isEqualTo(model.validation().accuracy());
  }

  @Test
  void aModelWhoseLossIsNotFiniteEndsAsDiverged() throws InterruptedException {
    ModelSpec spec = new ModelSpec(Architectures.perceptron(5), 50, 0, DIAGONALS, Target.FINE);
    TrainedModel model =
        train(task(Float.POSITIVE_INFINITY), "paper", List.of(spec), 700, 1).get(spec);
    assertThat(model.diverged()).isTrue();
    assertThat(model.epochs()).hasSize(1);
  }

  @Test
  void aFailureInOneThreadEndsTheSweep() {
    Sweep sweep = sweep(task(0.5f), "paper", 1);
    List<ModelSpec> models = new ArrayList<>();
    for (int repeat = 0; repeat < 100; repeat++) {
      models.add(new ModelSpec(Architectures.perceptron(5), 50, repeat, DIAGONALS, Target.COARSE));
    }
    assertThatThrownBy(
            () ->
                sweep.run(
                    models,
                    2,
                    (model, seconds, _) -> {
                      throw new IllegalStateException("disk full");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("disk full");
  }
}
