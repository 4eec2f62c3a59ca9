package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Balanced accuracy against a count of its own, over sums of exponentials in double precision. */
final class BalancedAccuracyTest {
  /** Coarse class 1 has one fine class of the five. */
  private static final LabelMap MAP = LabelMap.parse("00102");

  @ParameterizedTest
  @ValueSource(strings = {"coarse", "fine", "inferred=2"})
  void itIsTheMeanOfTheSharesThatAreRight(String labels) throws InterruptedException {
    Task task = CohortTest.task(1);
    Setup setup = new Setup(task, Protocol.named("released"), 5, 4);
    Target target = Target.parse(labels);
    ModelSpec spec = new ModelSpec(Architectures.perceptron(9), 21, 0, MAP.text(), target);
    List<TrainedModel> models = new ArrayList<>();
    List<Parameters> weights = new ArrayList<>();
    Backend backend = CohortTest.backend("auto");
    Sweep sweep = new Sweep(setup, List.of(21), backend, 10);
    sweep.run(
        List.of(spec),
        1,
        (model, _, trained) -> {
          models.add(model);
          weights.add(trained);
        });
    int[] coarseOf =
        switch (target) {
          case Target.Coarse _ -> new int[] {0, 1, 2};
          case Target.Fine _ -> new int[] {0, 0, 1, 0, 2};
          default -> new int[] {0, 0, 1, 1, 2, 2};
        };
    LabelledSet pool = task.pool(0);
    int[] test = task.split(setup.seed(), 0).test();
    int[] all = new int[3];
    int[] right = new int[3];
    try (Kernels kernels = backend.open()) {
      Matrix logits =
          spec.model()
              .network(task.shape(), coarseOf.length, setup.protocol(spec).activation())
              .logits(kernels, weights.getFirst(), pool.only(test).features());
      for (int row = 0; row < test.length; row++) {
        double[] mass = new double[3];
        for (int output = 0; output < coarseOf.length; output++) {
          mass[coarseOf[output]] += Math.exp(logits.get(row, output));
        }
        int answer = mass[0] >= mass[1] ? (mass[0] >= mass[2] ? 0 : 2) : mass[1] >= mass[2] ? 1 : 2;
        int coarse = MAP.coarse(pool.fine()[test[row]]);
        all[coarse]++;
        right[coarse] += answer == coarse ? 1 : 0;
      }
    }
    double expected =
        ((double) right[0] / all[0] + (double) right[1] / all[1] + (double) right[2] / all[2]) / 3;
    TrainedModel model = models.getFirst();
    assertThat(model.balancedAccuracy()).isCloseTo(expected, within(1e-12));
    assertThat(model.test().coarseAccuracy())
        .isCloseTo((double) (right[0] + right[1] + right[2]) / test.length, within(1e-12))
        .isNotEqualTo(model.balancedAccuracy());
  }
}
