package finegrain.trainer.cluster;

import finegrain.trainer.Delivery;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.result.ConfigurationFile;
import finegrain.trainer.result.DecisionGrid;
import finegrain.trainer.result.FinishedModel;
import finegrain.trainer.training.ModelSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The models of an experiment.
 *
 * @param models of the whole experiment; an item is an index of this list
 */
record ModelWork(
    Experiment experiment, Configuration configuration, List<ModelSpec> models, Sweep sweep)
    implements ClusterWork {
  static ModelWork of(ClusterJob job) {
    Configuration configuration =
        ConfigurationFile.parse(job.configuration())
            .orElseThrow(() -> new IllegalArgumentException("another version's configuration"));
    var backend = ClusterWork.backend(job.backend(), configuration.arithmetic());
    LabelledSource.Loaded loaded =
        LabelledSource.of(configuration.source()).load(configuration.maps(), configuration.seed());
    ClusterWork.check(
        configuration.dataset(), configuration.data(), loaded.sha256(), loaded.readFrom());
    Experiment experiment = Experiment.named(configuration.experiment());
    return new ModelWork(
        experiment,
        configuration,
        experiment.models(configuration),
        new Sweep(
            configuration.setup(experiment, loaded.task()),
            configuration.perClass(),
            backend.backend(),
            job.mostModels()));
  }

  @Override
  public void run(int[] items, int threads, Results results) throws InterruptedException {
    Map<ModelSpec, Integer> numbers = new HashMap<>();
    Arrays.stream(items).forEach(item -> numbers.put(models.get(item), item));
    DecisionGrid grid = new DecisionGrid(sweep);
    Delivery.<FinishedModel>run(
        trained ->
            trained.forEach(its -> results.finished(numbers.get(its.model().spec()), its.bytes())),
        finished ->
            sweep.run(
                List.copyOf(numbers.keySet()),
                threads,
                (model, seconds, weights) ->
                    finished.accept(
                        new FinishedModel(
                            model,
                            seconds,
                            grid.regions(experiment, configuration, model.spec(), weights)))));
  }

  @Override
  public Meter meter() {
    return sweep.meter();
  }
}
