package finegrain.trainer.experiment;

import static finegrain.trainer.labels.Target.COARSE;
import static finegrain.trainer.labels.Target.FINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

final class CapacityScalingTest {
  private static final String MAP = "00001111";

  private final Experiment experiment = new CapacityScaling();

  private static Configuration configuration(
      List<Integer> widths, List<Integer> perClass, int repeats) {
    return new Configuration(
        "capacity-scaling",
        DataSource.named("mnist"),
        new TreeMap<>(),
        List.of(new ModelFamily("perceptron", widths, "paper")),
        MAP,
        perClass,
        repeats,
        700,
        1,
        new TreeMap<>(Map.of("match", "width")),
        "reference");
  }

  @Test
  void rowsGoByImagesThenWidthThenRepeatAndCoarseComesBeforeFine() {
    assertThat(experiment.models(configuration(List.of(5, 7), List.of(50, 100), 2)))
        .containsExactly(
            new ModelSpec(Architectures.perceptron(5), 50, 0, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(5), 50, 0, MAP, FINE),
            new ModelSpec(Architectures.perceptron(5), 50, 1, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(5), 50, 1, MAP, FINE),
            new ModelSpec(Architectures.perceptron(7), 50, 0, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(7), 50, 0, MAP, FINE),
            new ModelSpec(Architectures.perceptron(7), 50, 1, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(7), 50, 1, MAP, FINE),
            new ModelSpec(Architectures.perceptron(5), 100, 0, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(5), 100, 0, MAP, FINE),
            new ModelSpec(Architectures.perceptron(5), 100, 1, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(5), 100, 1, MAP, FINE),
            new ModelSpec(Architectures.perceptron(7), 100, 0, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(7), 100, 0, MAP, FINE),
            new ModelSpec(Architectures.perceptron(7), 100, 1, MAP, COARSE),
            new ModelSpec(Architectures.perceptron(7), 100, 1, MAP, FINE));
  }

  @Property(tries = 50)
  void everyModelOccursOnceAndHasItsPartnerBesideIt(
      @ForAll @UniqueElements @Size(min = 1, max = 5)
          List<@IntRange(min = 1, max = 200) Integer> widths,
      @ForAll @UniqueElements @Size(min = 1, max = 4)
          List<@IntRange(min = 1, max = 900) Integer> perClass,
      @ForAll @IntRange(min = 1, max = 6) int repeats) {
    List<ModelSpec> models = experiment.models(configuration(widths, perClass, repeats));
    assertThat(models).hasSize(widths.size() * perClass.size() * repeats * 2);
    Set<ModelSpec> all = new HashSet<>(models);
    assertThat(all).hasSize(models.size());
    for (int i = 0; i < models.size(); i += 2) {
      ModelSpec coarse = models.get(i);
      assertThat(coarse.target()).isEqualTo(Target.COARSE);
      assertThat(models.get(i + 1)).isEqualTo(coarse.with(FINE));
    }
  }

  /** The hidden units of the released program's grid, at its smallest number of images. */
  @Test
  void theDefaultsAreThePapersGridAtFewImages() {
    assertThat(experiment.defaults(DataSource.named("mnist"), "perceptron").widths())
        .containsExactly(5, 7, 10, 20, 25, 30, 50, 75, 100, 120);
    assertThat(experiment.defaults(DataSource.named("mnist"), "perceptron").perClass())
        .containsExactly(50);
    assertThat(experiment.defaults(DataSource.named("mnist"), "perceptron").repeats()).isPositive();
  }

  @Test
  void itIsFoundByItsName() {
    assertThat(Experiment.named("capacity-scaling")).isInstanceOf(CapacityScaling.class);
    assertThat(Experiment.all()).hasAtLeastOneElementOfType(CapacityScaling.class);
    assertThatThrownBy(() -> Experiment.named("capacity"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("there is no experiment \"capacity\"; choose one of ")
        .hasMessageContaining("capacity-scaling");
  }
}
