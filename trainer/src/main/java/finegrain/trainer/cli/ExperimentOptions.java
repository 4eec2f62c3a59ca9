package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.ExperimentOption;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.LabelledSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options of {@code finegrain run} that are for some experiments only. */
final class ExperimentOptions {
  @Option(
      names = "--match",
      paramLabel = "WHAT",
      description =
          "width, or parameters: then coarse models with as many parameters as the fine ones are"
              + " trained too (for capacity-scaling and dataset-scaling; default: width).")
  private Optional<String> match = Optional.empty();

  @Option(
      names = "--maps",
      paramLabel = "MAPS",
      description =
          "The maps to compare, separated by commas (for boundary-redundancy; for disc, distances"
              + " such as delta=0.1,delta=0.4).")
  private Optional<String> maps = Optional.empty();

  @Option(
      names = "--regroupings",
      paramLabel = "N",
      description =
          "Compare N groupings of all classes into halves, whose average confusion ratios are"
              + " spread evenly (for boundary-redundancy, in the place of --maps).")
  private Optional<String> regroupings = Optional.empty();

  @Option(
      names = "--betas",
      paramLabel = "N",
      description =
          "Weights, such as 0,0.1,1: to compare (for beta-sweep), or one for each level of the tree"
              + " (for hierarchy-depth).")
  private Optional<String> betas = Optional.empty();

  @Option(
      names = "--clusters",
      paramLabel = "N",
      description = "Clusters inside each coarse class, such as 2,4,8 (for inferred-subclasses).")
  private Optional<String> clusters = Optional.empty();

  @Option(
      names = "--label-noise",
      paramLabel = "N",
      description =
          "Shares of the training labels to redraw, such as 0,0.01,0.03,0.1,0.3: each inside the"
              + " coarse class and across all classes, or one of them, as in inside:0.1,across:0.1"
              + " (for capacity-scaling and dataset-scaling; default: no labels are redrawn).")
  private Optional<String> labelNoise = Optional.empty();

  /**
   * All options of an experiment, with what the user gives for them.
   *
   * @throws UserError if the user gives one that it does not have
   */
  SortedMap<String, String> of(Experiment experiment, DataSource source, String map) {
    SortedMap<String, String> given = new TreeMap<>();
    match.ifPresent(value -> given.put("match", value));
    maps.ifPresent(value -> given.put(Configuration.MAPS, value));
    regroupings.ifPresent(value -> given.put(ReferenceModel.REGROUPINGS, value));
    betas.ifPresent(value -> given.put("betas", value));
    clusters.ifPresent(value -> given.put("clusters", value));
    labelNoise.ifPresent(value -> given.put(Configuration.LABEL_NOISE, noises(value)));
    SortedMap<String, String> options = new TreeMap<>();
    for (ExperimentOption option : experiment.options(source, map)) {
      options.put(option.name(), option.value());
    }
    for (String name : given.keySet()) {
      if (!options.containsKey(name) && !experiment.optionsWithoutDefault().contains(name)) {
        throw new UserError("--%s is not for %s; leave it out".formatted(name, experiment.name()));
      }
    }
    options.putAll(given);
    if (regroupings.isPresent()) {
      if (maps.isPresent() || source instanceof DataSource.Generated) {
        throw new UserError(
            maps.isPresent()
                ? "--regroupings chooses maps, and --maps names them; leave one of them out"
                : "--regroupings is not for %s; give --maps".formatted(source.name()));
      }
      // They are known when the reference model is trained.
      options.put(Configuration.MAPS, map);
    }
    return options;
  }

  /**
   * The map of a run that chooses its maps, where the user names none: halves of all classes.
   *
   * @throws UserError if the samples have no classes to regroup
   */
  Optional<String> halves(LabelledSource labelled) {
    int classes = regroupings.isPresent() ? labelled.mostClasses() : 0;
    return classes == 0
        ? Optional.empty()
        : Optional.of("0".repeat(classes - classes / 2) + "1".repeat(classes / 2));
  }

  /** One text for all lists of the same noises. */
  private static String noises(String list) {
    return LabelNoise.list(list).stream()
        .map(LabelNoise::toString)
        .collect(Collectors.joining(","));
  }
}
