package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.StoppingCriterion;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which models to train, and what to ask of their results. Experiments are services: each one is a
 * class that the module names.
 */
public interface Experiment {
  /** The name on the command line. */
  String name();

  /** One sentence for {@code finegrain list}. */
  String description();

  /**
   * The data set if the user names none.
   *
   * @param families of the architectures
   */
  default String defaultDataset(List<String> families) {
    return "mnist";
  }

  /** The map or tree for a source if the user gives none. */
  default String defaultMap(DataSource source, String ofSource) {
    return ofSource;
  }

  /**
   * The settings if the user gives none.
   *
   * @param source of the samples
   * @param family of the architectures
   */
  Defaults defaults(DataSource source, String family);

  /**
   * The options that only this experiment has, with their defaults.
   *
   * @param source of the samples
   * @param map the text of the map
   */
  default List<ExperimentOption> options(DataSource source, String map) {
    return List.of();
  }

  /**
   * The names of options that only some experiments have, and that have no default: a run without
   * them is the same as if they did not exist.
   */
  default List<String> optionsWithoutDefault() {
    return List.of();
  }

  /** The early-stopping criterion. */
  default StoppingCriterion stopping() {
    return StoppingCriterion.OWN_ACCURACY;
  }

  /** Whether each epoch is scored on all training and test samples. */
  default boolean recordsWhole() {
    return false;
  }

  /** The longest training, in epochs, if the user gives none; 0 for what a recipe says. */
  default int defaultEpochs(Protocol protocol) {
    return switch (protocol.optimisation()) {
      case Optimisation.EarlyStopped early -> early.mostEpochs();
      case Optimisation.ByRecipe _ -> 0;
    };
  }

  /**
   * The models, in the order of the rows of the results.
   *
   * @throws UserError if an option makes no sense
   */
  List<ModelSpec> models(Configuration configuration);

  /** What a run measures besides the models' scores. */
  default Set<Measurement> measurements() {
    return Set.of();
  }

  /** What is asked of the results. */
  Question question(Configuration configuration);

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
    return named(name, List.of());
  }

  /**
   * The experiment of a name.
   *
   * @param others names that the user may choose, too
   * @throws UserError if there is none
   */
  static Experiment named(String name, List<String> others) {
    return all().stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "there is no experiment \"%s\"; choose one of %s"
                        .formatted(
                            name,
                            Stream.concat(all().stream().map(Experiment::name), others.stream())
                                .sorted()
                                .collect(Collectors.joining(", ")))));
  }
}
