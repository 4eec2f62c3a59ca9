package finegrain.trainer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backends;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.study.Unit;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TaskCutTest {
  private static List<Unit> units(double... costs) {
    return IntStream.range(0, costs.length)
        .mapToObj(i -> new Unit("unit " + i, costs[i], place -> List.of()))
        .toList();
  }

  private static List<List<Integer>> lists(List<int[]> tasks) {
    return tasks.stream().map(task -> Arrays.stream(task).boxed().toList()).toList();
  }

  /** Quarters of 16, 12, 9, 7, ...: at most 4, 3, 2.25, 1.75, ... */
  @Test
  void tasksOfOneCoreHaveAQuarterOfWhatIsLeft() {
    double[] costs = new double[16];
    Arrays.fill(costs, 1);
    List<Unit> all = units(costs);
    assertThat(lists(TaskCut.ofUnits(all, all, 1)))
        .containsExactly(
            List.of(0, 1, 2, 3),
            List.of(4, 5, 6),
            List.of(7, 8),
            List.of(9),
            List.of(10),
            List.of(11),
            List.of(12),
            List.of(13),
            List.of(14),
            List.of(15));
  }

  @Test
  void theDearestUnitsComeFirst() {
    List<Unit> all = units(0.5, 8, 1, 4);
    assertThat(lists(TaskCut.ofUnits(all, all, 1)))
        .containsExactly(List.of(1), List.of(3), List.of(2), List.of(0));
  }

  @Test
  void finishedUnitsAreLeftOutAndTheOthersKeepTheirNumbers() {
    List<Unit> all = units(1, 1, 1, 1);
    assertThat(lists(TaskCut.ofUnits(all, List.of(all.get(1), all.get(3)), 1)))
        .containsExactly(List.of(1), List.of(3));
  }

  @Test
  void modelsAreDividedOnceIntoTasksThatShrink() {
    Configuration configuration =
        new Configuration(
            "boundary-redundancy",
            DataSource.named("circles"),
            new TreeMap<>(),
            List.of(new ModelFamily("perceptron", List.of(200, 400), "circles")),
            "0101",
            List.of(20_000),
            20,
            1_500,
            1,
            new TreeMap<>(java.util.Map.of("maps", "0101")),
            "reference");
    Experiment experiment = Experiment.named(configuration.experiment());
    Sweep sweep =
        new Sweep(
            configuration.setup(
                experiment,
                LabelledSource.of(configuration.source()).load(configuration.maps(), 1).task()),
            configuration.perClass(),
            Backends.choose("scalar").backend(),
            Integer.MAX_VALUE);
    List<ModelSpec> models = experiment.models(configuration);
    List<int[]> tasks = TaskCut.ofModels(sweep, models, models, 2);
    List<Integer> all = new ArrayList<>();
    tasks.forEach(task -> Arrays.stream(task).forEach(all::add));
    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, models.size()).boxed().toList());
    double[] work =
        tasks.stream()
            .mapToDouble(
                task ->
                    Arrays.stream(task).mapToDouble(i -> sweep.expectedFlops(models.get(i))).sum())
            .toArray();
    double whole = Arrays.stream(work).sum();
    assertThat(tasks).hasSizeGreaterThanOrEqualTo(16);
    assertThat(work[0]).isLessThanOrEqualTo(whole / 8 * 1.001);
    assertThat(work[work.length - 1]).isLessThanOrEqualTo(whole / 16 * 1.001);
    assertThat(work).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(Arrays.stream(work).sum())
        .isCloseTo(models.stream().mapToDouble(sweep::expectedFlops).sum(), within(1e6));
  }
}
