package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Stopping;
import finegrain.trainer.training.TrainedModel;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Which models to train, and what to conclude. A service: each experiment is one class, named in
 * the module.
 */
public interface Experiment {
  /** The name on the command line. */
  String name();

  /** One sentence for {@code finegrain list}. */
  String description();

  /** The data set where the user names none. */
  default String defaultDataset() {
    return "mnist";
  }

  /** The map or tree for a source where the user gives none. */
  default String defaultMap(DataSource source, String ofSource) {
    return ofSource;
  }

  /** The settings for a source where the user gives none. */
  Defaults defaults(DataSource source);

  /**
   * The options of its own, with their defaults.
   *
   * @param source of the samples
   * @param map the text of the map
   */
  default List<ExperimentOption> options(DataSource source, String map) {
    return List.of();
  }

  /** What ends a training before the longest one. */
  default Stopping stopping() {
    return Stopping.OWN_ACCURACY;
  }

  /** Whether each epoch is scored on all training and test samples. */
  default boolean recordsWhole() {
    return false;
  }

  /** The longest training where the user names none. */
  default int defaultEpochs(Protocol protocol) {
    return protocol.mostEpochs();
  }

  /**
   * The models, in the order of the rows of the results.
   *
   * @throws UserError if an option makes no sense
   */
  List<ModelSpec> models(Configuration configuration);

  /**
   * What is measured besides the models' scores, once they are trained.
   *
   * @param models that were trained; not all of the experiment's, where it was divided
   * @param sweep that trained them
   */
  default List<Measure> measures(
      Configuration configuration, List<TrainedModel> models, Sweep sweep) {
    return List.of();
  }

  /** The comparisons of the summary: with the coarse models of the same setting. */
  default List<Comparison> comparisons(List<Results.Row> rows, long seed) {
    return Comparison.of(rows, seed);
  }

  /** What the results say. */
  Conclusion conclude(Configuration configuration, Results results);

  /** All experiments, by name. */
  static List<Experiment> all() {
    return ServiceLoader.load(Experiment.class, Experiment.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Experiment::name))
        .toList();
  }

  /**
   * The experiment of a name.
   *
   * @throws UserError if there is none
   */
  static Experiment named(String name) {
    return all().stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "there is no experiment \"%s\"; choose one of %s"
                        .formatted(
                            name,
                            all().stream()
                                .map(Experiment::name)
                                .collect(Collectors.joining(", ")))));
  }
}
