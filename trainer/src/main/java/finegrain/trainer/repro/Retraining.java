package finegrain.trainer.repro;

import com.google.gson.JsonObject;
import finegrain.kernels.Backend;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.DatasetChoice;
import finegrain.trainer.data.Scale;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.GeneratedTasks;
import finegrain.trainer.labels.DatasetTask;
import finegrain.trainer.labels.Task;
import finegrain.trainer.result.FinishedRun;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import finegrain.trainer.training.TrainedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The models of a run, to be trained once more from its configuration. */
public final class Retraining {
  private final Configuration configuration;
  private final Setup setup;
  private final List<ModelSpec> models;

  private Retraining(Configuration configuration, Setup setup, List<ModelSpec> models) {
    this.configuration = configuration;
    this.setup = setup;
    this.models = models;
  }

  /**
   * Reads the data of a run.
   *
   * @param json its configuration
   * @param dataDir a folder with a folder for each data set; the built-in data where there is none
   * @throws UserError if another version wrote the configuration, or the data are not those of the
   *     run
   */
  public static Retraining of(JsonObject json, Optional<Path> dataDir) {
    FinishedRun.Plan plan =
        FinishedRun.plan(json)
            .orElseThrow(
                () ->
                    new UserError(
                        "the run was not made by this version of Finegrain; use the one that made"
                            + " it"));
    Configuration configuration = plan.configuration();
    Experiment experiment = Experiment.named(configuration.experiment());
    List<ModelSpec> models = experiment.models(configuration);
    List<String> maps = models.stream().map(ModelSpec::map).distinct().toList();
    Task task =
        GeneratedTasks.of(configuration.dataset(), maps, configuration.seed())
            .orElseGet(() -> task(configuration, dataDir));
    Setup setup =
        new Setup(
            task,
            Protocol.named(configuration.protocol(), unscaled(configuration.dataset())),
            configuration.seed(),
            configuration.epochs(),
            experiment.stopping(),
            experiment.recordsWhole());
    return new Retraining(configuration, setup, plan.shard().of(models));
  }

  private static Task task(Configuration configuration, Optional<Path> dataDir) {
    String name = configuration.dataset();
    if (name.startsWith("csv-") || name.startsWith("npz-")) {
      throw new UserError(
          "the run is of a file of one's own, %s, which no record names; give its run command again instead"
              .formatted(name));
    }
    String unscaled = unscaled(name);
    Scale scale =
        unscaled.equals(name) ? Scale.NONE : Scale.named(name.substring(unscaled.length() + 1));
    DatasetChoice chosen = DatasetChoice.parse(unscaled);
    // By the run's own hashes, whether or not they are the official ones.
    Dataset dataset = chosen.load(dataDir, true, scale);
    if (!dataset.sha256().equals(configuration.data())) {
      throw new UserError(
          "the files of %s (%s) are not those of the run, by their SHA-256; name the folder that holds the run's data with --on"
              .formatted(unscaled, dataset.source()));
    }
    return new DatasetTask(dataset, chosen.fineClasses());
  }

  private static String unscaled(String name) {
    return name.replaceFirst("-(standard|unit)$", "");
  }

  /** How many models the run has. */
  public int size() {
    return models.size();
  }

  /** The arithmetic of the run: {@code reference}, or the name of a backend. */
  public String arithmetic() {
    return configuration.arithmetic();
  }

  /** Indices of so many models, spread evenly over the run; of all, if there are no more. */
  public List<Integer> spread(int count) {
    int chosen = Math.min(count, size());
    return IntStream.range(0, chosen).mapToObj(i -> (int) ((long) i * size() / chosen)).toList();
  }

  /** The training of some models, given by their indices. */
  public Run begin(List<Integer> indices, Backend backend) {
    return new Run(indices, backend);
  }

  private Sweep sweep(Backend backend, int mostModels, Trace trace) {
    return new Sweep(setup.with(trace), configuration.perClass(), backend, mostModels);
  }

  /** The training of one model alone. */
  SideBySide.Training alone(int index) {
    return (backend, trace) ->
        sweep(backend, 1, trace).run(List.of(models.get(index)), 1, (model, seconds, _) -> {});
  }

  /** A training of some of the models. */
  public final class Run {
    private final List<Integer> indices;
    private final HashTrace hashes = new HashTrace();
    private final Sweep sweep;

    private Run(List<Integer> indices, Backend backend) {
      this.indices = indices;
      sweep = sweep(backend, Integer.MAX_VALUE, hashes);
    }

    /** What was done so far. */
    public Meter meter() {
      return sweep.meter();
    }

    /** How much work it is, in the unit of {@link ModelSpec#work}. */
    public long work() {
      return indices.stream().mapToLong(index -> models.get(index).work()).sum();
    }

    /**
     * Trains them.
     *
     * @param listener hears of each that is finished
     * @return what came of them, in the order of the indices
     * @throws InterruptedException if the calling thread is interrupted
     */
    public List<RunRecord.Model> train(int threads, Sweep.Listener listener)
        throws InterruptedException {
      Map<ModelSpec, TrainedModel> trained = new ConcurrentHashMap<>();
      sweep.run(
          indices.stream().map(models::get).toList(),
          threads,
          (model, seconds, weights) -> {
            trained.put(model.spec(), model);
            listener.finished(model, seconds, weights);
          });
      List<RunRecord.Model> all = new ArrayList<>();
      for (int index : indices) {
        ModelSpec spec = models.get(index);
        HashTrace.Hashes its = hashes.of(spec);
        all.add(
            new RunRecord.Model(
                index,
                ModelNames.of(spec),
                its.initial(),
                its.epochs(),
                Metrics.of(trained.get(spec))));
      }
      return all;
    }
  }
}
