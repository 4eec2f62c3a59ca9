package finegrain.trainer.repro;

import com.google.gson.JsonObject;
import finegrain.kernels.Backend;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.DatasetFolder;
import finegrain.trainer.data.ImageFolder;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.data.OwnFiles;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.labels.Task;
import finegrain.trainer.result.FinishedRun;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import finegrain.trainer.training.TrainedModel;
import java.nio.file.Files;
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
   * @param on the folder that holds the folders of published data sets, or the user's own file;
   *     empty for the place where the run had them, or the built-in data
   * @throws UserError if another version wrote the configuration, or the data are not there, or are
   *     not those of the run
   */
  public static Retraining of(JsonObject json, Optional<Path> on) {
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
    Task task = task(configuration, on, maps);
    Setup setup = configuration.setup(experiment, task);
    return new Retraining(configuration, setup, plan.shard().of(models));
  }

  private static Task task(Configuration configuration, Optional<Path> on, List<String> maps) {
    DataSource source = placed(configuration.source(), on);
    LabelledSource.Loaded loaded = LabelledSource.of(source).load(maps, configuration.seed());
    if (!loaded.sha256().equals(configuration.data())) {
      throw new UserError(
          "the files of %s (%s) are not those of the run, by their SHA-256; name the folder that holds the run's data with --on"
              .formatted(source.name(), loaded.readFrom()));
    }
    return loaded.task();
  }

  /** The source of a run where its files are now. */
  private static DataSource placed(DataSource source, Optional<Path> on) {
    return switch (source) {
      case DataSource.Published(KnownDataset dataset, Optional<Path> dir, _, Scaling scaling) ->
          // By the run's own hashes, whether or not they are the official or the built-in ones.
          new DataSource.Published(
              dataset,
              on.or(() -> dir.filter(Files::isDirectory))
                  .filter(given -> !dataset.builtIn() || DatasetFolder.isIn(given, dataset)),
              true,
              scaling);
      case OwnFiles own -> {
        OwnFiles now = on.map(own::in).orElse(own);
        for (Path path : now.paths()) {
          if (!Files.exists(path)) {
            throw new UserError(
                "the run's file %s does not exist; name the folder that holds it with --on"
                    .formatted(path));
          }
        }
        yield now;
      }
      case ImageFolder folder -> {
        if (on.isEmpty() && !Files.exists(folder.path())) {
          throw new UserError(
              "the run's folder %s does not exist; name the folder of its images with --on"
                  .formatted(folder.path()));
        }
        yield on.map(folder::in).orElse(folder);
      }
      case DataSource.Generated generated -> generated;
    };
  }

  /** How many models the run has. */
  public int size() {
    return models.size();
  }

  /** The index of a model of the run. */
  public int index(ModelSpec model) {
    return models.indexOf(model);
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

    /** About how many floating-point operations it is. */
    public double work() {
      return indices.stream().mapToDouble(index -> work(models.get(index))).sum();
    }

    /** The part of a model in {@link #work()}. */
    public double work(ModelSpec model) {
      return sweep.expectedFlops(model);
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
