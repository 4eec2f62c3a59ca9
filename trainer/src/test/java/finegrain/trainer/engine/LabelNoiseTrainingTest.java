package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models whose training labels have noise. */
final class LabelNoiseTrainingTest {
  private static final List<LabelNoise> NOISES = LabelNoise.list("0,0.3");

  private static ModelSpec spec(Target target, String noise) {
    return new ModelSpec(
        Architectures.perceptron(5), 21, 0, CohortTest.MAP, target, LabelNoise.parse(noise));
  }

  private static Map<ModelSpec, TrainedModel> train(String backend, int mostModels, int threads)
      throws InterruptedException {
    List<ModelSpec> models = new ArrayList<>();
    for (LabelNoise noise : NOISES) {
      for (Target target : List.of(Target.COARSE, Target.FINE, new Target.Inferred(2))) {
        models.add(spec(target, noise.toString()));
      }
    }
    Map<ModelSpec, TrainedModel> trained = new HashMap<>();
    Setup setup = new Setup(CohortTest.task(1), Protocol.named("released"), 5, 4);
    new Sweep(setup, List.of(21), CohortTest.backend(backend), mostModels)
        .run(models, threads, (model, _, _) -> trained.put(model.spec(), model));
    return trained;
  }

  /** The coarse class of a label that is redrawn inside its coarse class is the right one. */
  @Test
  void noiseInsideCoarseClassesChangesNothingForCoarseModels() throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained = train("auto", 1000, 1);
    TrainedModel right = trained.get(spec(Target.COARSE, "0"));
    TrainedModel inside = trained.get(spec(Target.COARSE, "inside:0.3"));
    assertThat(inside.weightsSha256()).isEqualTo(right.weightsSha256());
    assertThat(inside.train()).isEqualTo(right.train());
    assertThat(inside.epochs()).isEqualTo(right.epochs());
    assertThat(trained.get(spec(Target.COARSE, "across:0.3")).weightsSha256())
        .isNotEqualTo(right.weightsSha256());
  }

  @Test
  void fineModelsLearnFromTheNoisyLabels() throws InterruptedException {
    Map<ModelSpec, TrainedModel> trained = train("auto", 1000, 1);
    assertThat(
            NOISES.stream()
                .map(noise -> trained.get(spec(Target.FINE, noise.toString())).weightsSha256())
                .distinct())
        .hasSize(NOISES.size());
  }

  @Test
  void aModelHasTheBitsThatItHasAlone() throws InterruptedException {
    assertThat(train("scalar", 1000, 1)).isEqualTo(train("auto", 1, 2));
  }
}
