package finegrain.trainer.study;

import finegrain.trainer.UserError;
import finegrain.trainer.report.Conclusion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * An experiment whose unit of work is of its own kind. Those of {@link
 * finegrain.trainer.experiment.Experiment} train pairs of classifiers and share the columns of
 * their results; a study says itself what is computed and which columns there are. Studies are
 * services: each one is a class that the module names.
 */
public interface Study {
  /** The name on the command line. */
  String name();

  /** A few words for {@code finegrain list}. */
  String description();

  /** The options that it has beside those of all studies, in the order of its help. */
  List<StudyOption> options();

  /** The data set if the user names none; empty if it takes no data. */
  default Optional<String> defaultDataset() {
    return Optional.empty();
  }

  /** What a unit of work is called, in the plural, such as {@code networks}. */
  String units();

  /**
   * The version of its results. Raised by whoever changes a bit of them here; what all experiments
   * share has a version of its own.
   */
  default int numerics() {
    return 1;
  }

  /**
   * What is to be computed. The same settings give the same plan on every machine.
   *
   * @throws UserError if an option makes no sense
   */
  Plan plan(StudySettings settings);

  /** What the results say; a pure function. The first section is the main figure or table. */
  Conclusion conclude(StudySettings settings, StudyResults results);

  /** What the results have to be read with, a sentence each, such as networks that diverged. */
  default List<String> warnings(StudyResults results) {
    return List.of();
  }

  /** The full citations of the papers that its report names. */
  default List<String> references() {
    return List.of();
  }

  /** All studies, by name. */
  static List<Study> all() {
    return ServiceLoader.load(Study.class, Study.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Study::name))
        .toList();
  }

  /** The study of a name; empty if there is none. */
  static Optional<Study> named(String name) {
    return all().stream().filter(study -> study.name().equals(name)).findFirst();
  }
}
