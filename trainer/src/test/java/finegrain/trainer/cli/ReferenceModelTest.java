package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import finegrain.trainer.analysis.Redundancy;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.RingsTask;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReferenceModelTest {
  private static final int PER_CLASS = 20;

  private final Backend backend = Backends.choose("auto").backend();
  private final Setup setup =
      new Setup(new RingsTask(6, 0.15, 1), Protocol.named("circles"), 1, 30);
  private final PrintStream out = new PrintStream(OutputStream.nullOutputStream());

  private Configuration resolve(String regroupings) throws InterruptedException {
    Configuration configuration =
        new Configuration(
            "boundary-redundancy",
            DataSource.named("circles"),
            new TreeMap<>(),
            List.of(new ModelFamily("perceptron", List.of(5), "circles")),
            "000111",
            List.of(10, PER_CLASS),
            6,
            30,
            1,
            new TreeMap<>(Map.of("maps", "000111", "regroupings", regroupings)),
            "reference");
    return new ReferenceModel(new Console(out, out), setup, backend).resolve(configuration);
  }

  /** By the scores that the engine takes of models with the chosen maps. */
  @Test
  void mapsAreChosenByRisingRatio() throws InterruptedException {
    Configuration resolved = resolve("10");
    assertThat(resolved.options()).containsOnlyKeys("maps");
    List<String> maps = resolved.values("maps");
    // C(6, 3) / 2
    assertThat(maps).hasSize(10).doesNotHaveDuplicates();
    List<Double> ratios = new ArrayList<>();
    for (String map : maps) {
      ModelSpec spec = new ModelSpec(Architectures.perceptron(5), PER_CLASS, 0, map, Target.FINE);
      new Sweep(setup, List.of(PER_CLASS), backend, 1)
          .run(
              List.of(spec),
              1,
              (model, _, _) ->
                  ratios.add(
                      Redundancy.averageConfusionRatio(
                              model.test().accuracy(),
                              model.test().confusedInside(),
                              LabelTree.parse(map).coarse())
                          .orElseThrow()));
    }
    assertThat(ratios).isSorted();
    assertThat(ratios.getLast()).isGreaterThan(2 * ratios.getFirst());
  }

  @Test
  void moreThanThereAreAreRefused() {
    assertThatThrownBy(() -> resolve("11"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--regroupings 11 are more than there are: the 6 classes have 10 groupings into"
                + " halves; give at most so many");
    assertThatThrownBy(() -> resolve("1"))
        .isInstanceOf(UserError.class)
        .hasMessage("--regroupings must be a whole number from 2 on, not \"1\"");
  }
}
