package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.RingsTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.StoppingCriterion;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models with all kinds of targets and maps in one cohort. */
class TargetsTest {
  private static final String TREE = "00011/01122";
  private static final String OTHER = "01010";
  private static final int EPOCHS = 5;

  private static List<Target> targets() {
    return List.of(
        Target.COARSE,
        Target.FINE,
        new Target.Matched(),
        new Target.Level(2),
        new Target.Blended(List.of(0.0)),
        new Target.Blended(List.of(0.3)),
        new Target.Blended(List.of(1.0)),
        new Target.Blended(List.of(1.0, 0.5, 0.25)),
        new Target.Inferred(3));
  }

  private static List<ModelSpec> models() {
    List<ModelSpec> models = new ArrayList<>();
    for (int repeat = 0; repeat < 2; repeat++) {
      for (int width : new int[] {3, 17}) {
        for (Target target : targets()) {
          models.add(new ModelSpec(Architectures.perceptron(width), 21, repeat, TREE, target));
        }
        models.add(
            new ModelSpec(Architectures.perceptron(width), 21, repeat, OTHER, Target.COARSE));
        models.add(new ModelSpec(Architectures.perceptron(width), 21, repeat, OTHER, Target.FINE));
      }
    }
    return models;
  }

  private static Map<ModelSpec, TrainedModel> train(
      Setup setup, List<ModelSpec> models, String backend, int mostModels, int threads)
      throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    new Sweep(setup, List.of(21), CohortTest.backend(backend), mostModels)
        .run(models, threads, (model, _, weights) -> trained.put(model.spec(), model));
    return trained;
  }

  private static Setup setup(Task task, StoppingCriterion stopping, boolean whole) {
    return new Setup(task, Protocol.named("released"), 5, EPOCHS, stopping, whole);
  }

  @ParameterizedTest
  @CsvSource({"scalar, 1000, 1", "auto, 3, 2"})
  void aModelHasTheBitsThatItHasAlone(String backend, int mostModels, int threads)
      throws InterruptedException {
    for (Task task : List.of(CohortTest.task(1), new RingsTask(5, 0.15, 5))) {
      Setup setup = setup(task, StoppingCriterion.COARSE_ACCURACY, true);
      assertThat(train(setup, models(), backend, mostModels, threads))
          .isEqualTo(train(setup, models(), "auto", 1, 1));
    }
  }

  /** A weight of 1 is fine training to the bit. */
  @Test
  void betaOneIsFineTraining() throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained =
        train(setup(CohortTest.task(1), StoppingCriterion.NEVER, false), models(), "auto", 1000, 1);
    TrainedModel fine =
        trained.get(new ModelSpec(Architectures.perceptron(17), 21, 0, TREE, Target.FINE));
    TrainedModel blended =
        trained.get(
            new ModelSpec(
                Architectures.perceptron(17), 21, 0, TREE, new Target.Blended(List.of(1.0))));
    assertThat(blended.weightsSha256()).isEqualTo(fine.weightsSha256());
    assertThat(blended.test()).isEqualTo(fine.test());
    assertThat(blended.epochs()).isEqualTo(fine.epochs());
    // Another map changes what the fine model's outputs are added up to, not its weights.
    TrainedModel other =
        trained.get(new ModelSpec(Architectures.perceptron(17), 21, 0, OTHER, Target.FINE));
    assertThat(other.weightsSha256()).isEqualTo(fine.weightsSha256());
    assertThat(other.test().coarseAccuracy()).isNotEqualTo(fine.test().coarseAccuracy());
    Set<String> weights = new HashSet<>();
    trained.values().stream()
        .filter(model -> model.spec().width() == 17 && model.spec().repeat() == 0)
        .forEach(model -> weights.add(model.weightsSha256()));
    // Of eleven models, three are the fine one.
    assertThat(weights).hasSize(9);
  }

  /** What an epoch records last of all is what the model ends with. */
  @Test
  void theLastEpochOfTheWholeSetsIsTheEnd() throws InterruptedException {
    train(setup(CohortTest.task(1), StoppingCriterion.NEVER, true), models(), "auto", 1000, 1)
        .values()
        .forEach(
            model -> {
              assertThat(model.epochs()).hasSize(EPOCHS);
              assertThat(model.epochs().getLast().whole())
                  .isEqualTo(Optional.of(new EpochRecord.Whole(model.train(), model.test())));
            });
  }

  /** 23 inputs and 5 fine classes: (24 + 5) 17 + 5 = 498 numbers, and (24 + 2) h + 2 nearest. */
  @Test
  void matchedModelsHaveTheNearestNumberOfParameters() throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained =
        train(setup(CohortTest.task(1), StoppingCriterion.NEVER, false), models(), "auto", 1000, 1);
    int fine =
        trained
            .get(new ModelSpec(Architectures.perceptron(17), 21, 0, TREE, Target.FINE))
            .parameters();
    int matched =
        trained
            .get(new ModelSpec(Architectures.perceptron(17), 21, 0, TREE, new Target.Matched()))
            .parameters();
    assertThat(fine).isEqualTo(498);
    int nearest =
        IntStream.range(1, 100)
            .map(width -> 26 * width + 2)
            .boxed()
            .min((a, b) -> Math.abs(a - fine) - Math.abs(b - fine))
            .orElseThrow();
    assertThat(matched).isEqualTo(nearest).isEqualTo(496);
  }

  @Test
  void targetsAreReadBackFromTheirTexts() {
    for (Target target : targets()) {
      assertThat(Target.parse(target.toString())).isEqualTo(target);
    }
    assertThat(new Target.Blended(List.of(1.0))).hasToString("beta=1");
    assertThat(LabelTree.parse(TREE).levels()).isEqualTo(3);
  }
}
