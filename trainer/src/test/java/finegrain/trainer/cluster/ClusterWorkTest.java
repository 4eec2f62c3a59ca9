package finegrain.trainer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.result.DecisionGrid;
import finegrain.trainer.result.FinishedModel;
import finegrain.trainer.result.FinishedUnit;
import finegrain.trainer.result.StudyConfiguration;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudySettings;
import finegrain.trainer.study.Unit;
import finegrain.trainer.training.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of a cluster computes, compared with a local run of the same. */
final class ClusterWorkTest {
  private static final String BACKEND = "scalar";

  private static Configuration circles(String arithmetic) {
    return new Configuration(
        "boundary-redundancy",
        DataSource.named("circles"),
        new TreeMap<>(),
        List.of(new ModelFamily("perceptron", List.of(4), "circles")),
        "0101",
        List.of(20),
        2,
        6,
        3,
        new TreeMap<>(Map.of("maps", "0101,0011")),
        arithmetic);
  }

  /** All results of a job, whose items are computed in two tasks. */
  private static Map<Integer, byte[]> inTwoTasks(ClusterJob job, int items) throws Exception {
    Map<Integer, byte[]> results = new HashMap<>();
    ClusterWork work = job.open();
    work.run(IntStream.range(0, items).filter(i -> i % 3 == 0).toArray(), 1, results::put);
    work.run(IntStream.range(0, items).filter(i -> i % 3 != 0).toArray(), 2, results::put);
    return results;
  }

  @Test
  void modelsHaveTheBitsOfALocalRunWhateverTheTask() throws Exception {
    Configuration configuration = circles("reference");
    Experiment experiment = Experiment.named(configuration.experiment());
    Sweep sweep =
        new Sweep(
            configuration.setup(
                experiment,
                LabelledSource.of(configuration.source())
                    .load(configuration.maps(), configuration.seed())
                    .task()),
            configuration.perClass(),
            Backends.choose(BACKEND).backend(),
            Integer.MAX_VALUE);
    List<ModelSpec> models = experiment.models(configuration);
    Map<ModelSpec, FinishedModel> local = new HashMap<>();
    sweep.run(
        models,
        1,
        (model, seconds, weights) ->
            local.put(
                model.spec(),
                new FinishedModel(
                    model,
                    seconds,
                    new DecisionGrid(sweep)
                        .regions(experiment, configuration, model.spec(), weights))));
    Map<Integer, byte[]> there =
        inTwoTasks(ClusterJob.of(configuration, BACKEND, 100), models.size());
    assertThat(there).hasSize(models.size());
    there.forEach(
        (item, bytes) -> {
          FinishedModel here = local.get(models.get(item));
          assertThat(FinishedModel.of(bytes).model()).isEqualTo(here.model());
          assertThat(FinishedModel.of(bytes).regions()).isEqualTo(here.regions());
        });
    assertThat(local.values()).anyMatch(model -> model.regions().isPresent());
  }

  @Test
  void unitsHaveTheRowsOfALocalRun() throws Exception {
    Study study = Study.named("multi-view").orElseThrow();
    SortedMap<String, String> options = new TreeMap<>();
    for (StudyOption option : study.options()) {
      option.value().ifPresent(value -> options.put(option.name(), value));
    }
    options.putAll(
        Map.of("repeats", "6", "k", "2", "samples", "24", "steps", "3", "test-samples", "8"));
    StudySettings settings = new StudySettings(options, Optional.empty(), 1);
    Plan plan = study.plan(settings);
    StudyConfiguration configuration =
        new StudyConfiguration(study, settings, plan.data(), "reference");
    Map<Integer, byte[]> there = inTwoTasks(ClusterJob.of(configuration, BACKEND), 4);
    assertThat(there).hasSize(4);
    try (Kernels kernels = Backends.choose(BACKEND).backend().open()) {
      for (int item = 0; item < 4; item++) {
        Unit unit = plan.units().get(item);
        FinishedUnit finished = FinishedUnit.of(there.get(item));
        assertThat(finished.key()).isEqualTo(unit.key());
        assertThat(finished.rows())
            .isEqualTo(unit.work().compute(new Unit.Workplace(kernels, Path.of(""))));
      }
    }
  }

  @Test
  void otherBitsAreRefused() {
    assertThatThrownBy(() -> ClusterJob.of(circles("onednn"), BACKEND, 1).open())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("this machine computes by scalar")
        .hasMessageContaining("the bits of onednn");
  }

  @Test
  void otherDataAreRefusedAndFilesAreFoundFromAnyFolder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("flowers.csv");
    Files.writeString(file, "1,2,a\n2,1,b\n3,1,c\n".repeat(30));
    DataSource relative = DataSource.named("csv:" + Path.of("").toAbsolutePath().relativize(file));
    SortedMap<String, String> data =
        new TreeMap<>(LabelledSource.of(relative).load(List.of("001"), 1).sha256());
    ClusterJob job = ClusterJob.of(ofFile(relative, data), BACKEND, 1);
    assertThat(job.configuration()).contains(Path.of("").toAbsolutePath().toString());
    assertThat(job.open()).isNotNull();
    Files.writeString(file, "1,2,a\n2,3,b\n3,1,c\n".repeat(30));
    assertThatThrownBy(job::open)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("csv-flowers")
        .hasMessageContaining("are not those on the machine that the run was started on");
  }

  private static Configuration ofFile(DataSource source, SortedMap<String, String> data) {
    return new Configuration(
        "capacity-scaling",
        source,
        data,
        List.of(new ModelFamily("perceptron", List.of(4), "paper")),
        "001",
        List.of(5),
        1,
        1,
        1,
        new TreeMap<>(Map.of("match", "width")),
        "reference");
  }
}
