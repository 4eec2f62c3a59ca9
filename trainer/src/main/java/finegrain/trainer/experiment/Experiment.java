package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.training.ModelSpec;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Which models to train. A service: each experiment is one class, named in the module. */
public interface Experiment {
  /** The name on the command line. */
  String name();

  /** One sentence for {@code finegrain list}. */
  String description();

  /** Hidden units where the user names none. */
  List<Integer> defaultWidths();

  /** Training images of a class where the user names none. */
  List<Integer> defaultPerClass();

  /** Repeats where the user names none. */
  int defaultRepeats();

  /** The models, in the order of the rows of the results. */
  List<ModelSpec> models(Configuration configuration);

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
